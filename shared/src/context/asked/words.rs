//! The words by which a field is asked for. English first; the others' are what agents
//! who write in those languages use most.

/// Names that are too short to be one behind "which": a customer's phone is also a device, and an
/// order more than its number.
pub const BROAD: &[&str] = &[
    "order",
    "phone",
    "mobile",
    "cell",
    "telephone",
    "day",
    "item",
    "sum",
    "model",
    "mail",
    "valor",
    "data",
];

/// Behind a name, what makes a verb of it: "we'll email you".
pub const MAKES_VERB: &[&str] =
    &["you", "us", "me", "it", "them", "him", "her", "this", "that", "your"];

/// Before a name, words that say nothing about who asks.
pub const FILLERS: &[&str] = &[
    "good",
    "working",
    "your",
    "the",
    "an",
    "ur",
    "yr",
    "me",
    "us",
    "also",
    "both",
    "full",
    "exact",
    "current",
    "best",
    "and",
    "or",
    "please",
    "pls",
    "kindly",
    "just",
    "again",
    "with",
    "either",
    "any",
    "any",
    "valid",
    "correct",
    "right",
    "new",
    "other",
    "original",
    "registered",
    "account",
    "billing",
    "first",
    "last",
    "name",
    "email",
    "address",
    "phone",
    "number",
    "order",
    "date",
    "then",
    "over",
    "along",
    "back",
    "quickly",
    "su",
    "tu",
    "sus",
    "votre",
    "ton",
    "vos",
    "ihre",
    "ihr",
    "deine",
    "dein",
    "seu",
    "sua",
    "teu",
    "tua",
    "il",
    "el",
    "la",
    "le",
    "lo",
    "de",
    "del",
    "du",
    "mir",
    "uns",
    "sie",
    "bitte",
    "noch",
    "nous",
    "vous",
    "moi",
    "por",
    "favor",
    "suo",
    "tuo",
    "die",
    "den",
    "mi",
    "un",
    "una",
    "une",
    "eine",
    "einen",
    "auch",
    "y",
    "et",
    "und",
    "o",
    "e",
    "da",
    "do",
    "di",
    "l",
    "dell",
    "ed",
    "ou",
    "oder",
    "mail",
    "s",
    "il",
];

/// Behind these an "a" is where something goes, as in "a su correo".
pub const POSSESSIVE: &[&str] =
    &["su", "tu", "sus", "votre", "ton", "vos", "seu", "sua", "tua", "suo", "tuo", "la", "el"];
/// What asks by itself.
pub const WHAT: &[&str] = &[
    "what", "whats", "which", "wat", "cual", "cuales", "quel", "quelle", "qual", "welche",
    "welcher", "welches", "wie", "wich",
];
/// Behind "which product": what the customer wants to hear of us.
pub const OURS: &[&str] =
    &["recommend", "suggest", "want", "like", "prefer", "sell", "need", "interested"];
/// Between "what" and a name.
pub const BE: &[&str] =
    &["is", "was", "are", "were", "es", "era", "est", "ist", "lautet", "e", "would", "be", "war"];

/// What a customer is asked to do.
pub const GIVE: &[&str] = &[
    "give", "send", "share", "provide", "tell", "confirm", "supply", "forward", "drop", "message",
    "verify", "leave", "paste", "quote", "state", "specify", "repeat", "resend", "submit", "list",
    "show", "type", "write", "post", "dm", "remind", "clarify", "include", "gimme", "pass",
    "reply", "respond",
];
/// The same behind "mind" and "by".
pub const GIVING: &[&str] = &[
    "giving",
    "sending",
    "sharing",
    "providing",
    "telling",
    "confirming",
    "verifying",
    "leaving",
    "typing",
    "repeating",
];
/// What whoever asks wants to do.
pub const TAKE: &[&str] =
    &["have", "get", "grab", "take", "ask", "know", "confirm", "verify", "collect"];
/// Before what somebody else is asked to do, or may.
pub const MODALS: &[&str] =
    &["can", "could", "may", "might", "would", "will", "do", "cld", "wld", "shall"];
/// Whoever asks.
pub const WE: &[&str] = &["i", "we"];
/// What turns it round.
pub const NOT: &[&str] = &[
    "dont", "not", "no", "without", "didnt", "doesnt", "wont", "never", "cant", "neednt", "nicht",
    "pas",
];
/// Behind a name, what makes a question of it.
pub const PLEASE: &[&str] = &["please", "pls", "plz", "plse", "bitte", "svp"];
/// Behind a name, what makes a statement of it.
pub const STATES: &[&str] = &[
    "is",
    "was",
    "isnt",
    "wasnt",
    "are",
    "has",
    "did",
    "does",
    "doesnt",
    "will",
    "should",
    "can",
    "cant",
    "works",
    "work",
    "looks",
    "seems",
    "starts",
    "begins",
    "already",
    "changed",
    "correct",
    "confirmed",
    "updated",
    "appears",
    "shows",
    "ist",
    "es",
    "est",
    "e",
    "hat",
    "ha",
    "a",
    "inbox",
];

/// What a customer is asked to do, in other languages.
pub const GIVE_ELSEWHERE: &[&str] = &[
    "mindiquer",
    "menvoyer",
    "mindiquez",
    "menvoyez",
    "pasar",
    "pasarme",
    "pasarnos",
    "dices",
    "pasas",
    "dar",
    "darme",
    "darnos",
    "facilitar",
    "facilitarme",
    "facilitarnos",
    "indicar",
    "indicarme",
    "indicarnos",
    "decir",
    "decirme",
    "decirnos",
    "proporcionar",
    "proporcionarme",
    "confirmar",
    "confirmarme",
    "enviar",
    "enviarme",
    "enviarnos",
    "dime",
    "digame",
    "dame",
    "deme",
    "indique",
    "indiqueme",
    "compartir",
    "donner",
    "communiquer",
    "indiquer",
    "preciser",
    "confirmer",
    "fournir",
    "envoyer",
    "transmettre",
    "donnez",
    "indiquez",
    "envoyez",
    "communiquez",
    "nennen",
    "geben",
    "schicken",
    "teilen",
    "senden",
    "informar",
    "passar",
    "dizer",
    "fornecer",
    "informe",
    "diga",
    "dare",
    "darmi",
    "darci",
    "fornire",
    "fornirmi",
    "indicare",
    "indicarmi",
    "dirmi",
    "inviare",
    "inviarmi",
    "confermare",
    "confermarmi",
    "comunicarmi",
    "avoir",
    "avere",
];
/// Who does it, if not the customer.
pub const FIRST_PERSON: &[&str] = &[
    "puedo", "podemos", "voy", "vamos", "vais", "vou", "vado", "ich", "wir", "puis", "pouvons",
    "posso", "possiamo",
];
/// Before a request, what says nothing but please.
pub const POLITE: &[&str] = &[
    "please", "pls", "kindly", "just", "also", "and", "then", "quickly", "so", "maybe", "perhaps",
];
/// What is needed, in other languages.
pub const NEED_ELSEWHERE: &[&str] = &[
    "necesito",
    "necesitamos",
    "necesitaria",
    "besoin",
    "faudrait",
    "brauche",
    "brauchen",
    "benotige",
    "benotigen",
    "preciso",
    "precisamos",
    "serve",
    "bisogno",
    "hace",
    "falta",
];
/// What the customer may have, in other languages; it asks only in a question.
pub const HAVE_ELSEWHERE: &[&str] = &[
    "tiene",
    "tienes",
    "avez",
    "haben",
    "hast",
    "tem",
    "ha",
    "hai",
    "habt",
    "connaissez",
    "tenes",
];
/// What is asked in German begins with these, and ends with [`GIVE_LAST`].
pub const CAN_FIRST: &[&str] = &[
    "konnen", "konnten", "konntest", "kannst", "wurden", "wurdest", "darf", "durfte", "durfen",
    "durften", "ich", "du", "mochten", "kann",
];
/// See [`CAN_FIRST`].
pub const GIVE_LAST: &[&str] = &[
    "geben",
    "nennen",
    "mitteilen",
    "sagen",
    "schicken",
    "senden",
    "bestatigen",
    "angeben",
    "verraten",
    "durchgeben",
    "zusenden",
    "haben",
    "bekommen",
    "erfahren",
    "wissen",
];
