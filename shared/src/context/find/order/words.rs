//! The words that tell an order's number from any other, as they are read: lower case, without
//! accents. English first, then Spanish, French, German, Portuguese and Italian.

/// Words for an order, after which a number is its number.
pub const CUES: &[&str] = &[
    "ordr",
    "odrer",
    "order",
    "orders",
    "booking",
    "reservation",
    "reference",
    "ref",
    "ticket",
    "purchase",
    "itinerary",
    "confirmation",
    "pedido",
    "pedidos",
    "reserva",
    "orden",
    "compra",
    "referencia",
    "commande",
    "commandes",
    "reservation",
    "billet",
    "bestellung",
    "auftrag",
    "buchung",
    "referenz",
    "vorgang",
    "encomenda",
    "ordine",
    "dordine",
    "lordine",
    "dellordine",
    "ordini",
    "prenotazione",
    "riferimento",
    "acquisto",
    "biglietto",
];
/// The same with the word for a number in them.
pub const COMPOUNDS: &[&str] = &[
    "ordernumber",
    "orderno",
    "ordernr",
    "orderid",
    "bestellnummer",
    "bestellnr",
    "bestellungsnummer",
    "auftragsnummer",
    "auftragsnr",
    "buchungsnummer",
    "referenznummer",
    "vorgangsnummer",
    "ticketnummer",
    "reservierungsnummer",
    "pnr",
    "bestellnumer",
];
/// Between a cue and its number, words that make it sure.
pub const NUMBER: &[&str] = &[
    "number", "numbers", "no", "nr", "num", "nmbr", "numer", "numbr", "id", "code", "nummer",
    "numero", "numeros", "n", "nro", "codigo",
];
/// Between a cue and its number, words that say nothing.
pub const LINKS: &[&str] = &[
    "is", "its", "it", "was", "my", "the", "our", "your", "with", "under", "thats", "this", "here",
    "are", "and", "es", "el", "la", "mi", "con", "est", "le", "ma", "mon", "avec", "ist", "die",
    "meine", "mein", "lautet", "mit", "e", "il", "mio", "minha", "meu",
];
/// The same when it is sure that a number comes.
pub const LINKS_OF_NUMBER: &[&str] = &[
    "de", "del", "da", "do", "di", "for", "of", "i", "got", "have", "was", "given", "received",
    "see",
];
/// Before a bare "order", what makes it a verb: "I want to order 2000".
pub const MAKES_VERB: &[&str] = &[
    "can", "could", "i", "we", "you", "would", "should", "ill", "lets", "may", "cant", "cannot",
    "id", "will",
];
/// The same with "to" between.
pub const MAKES_VERB_WITH_TO: &[&str] = &[
    "want", "wanted", "like", "need", "how", "going", "trying", "able", "plan", "planning", "wish",
    "love", "looking", "wanna",
];
/// Before a "#", what it counts instead.
pub const NOT_ORDERS: &[&str] = &[
    "apt",
    "apartment",
    "unit",
    "suite",
    "flat",
    "room",
    "building",
    "bldg",
    "gate",
    "color",
    "colour",
    "hex",
    "model",
    "product",
    "item",
    "article",
    "part",
    "sku",
    "step",
    "page",
    "store",
    "version",
];
/// What follows a quantity.
pub const COUNTED: &[&str] = &[
    "bags", "pieces", "units", "pcs", "people", "items", "x", "times", "pairs", "of", "more",
    "points", "stuck", "percent", "unidades", "pieces", "stuck", "pezzi",
];
/// Words in `s` that are no plural.
pub const NOT_PLURAL: &[&str] = &[
    "is", "was", "has", "thanks", "this", "its", "pls", "plus", "status", "says", "shows", "still",
    "merci", "gracias",
];
/// Units that hang on a number: "256gb".
pub const SIZES: &[&str] = &[
    "ml", "cl", "l", "gb", "mb", "tb", "kb", "kg", "g", "mg", "cm", "mm", "m", "km", "in", "ft",
    "oz", "lb", "lbs", "hz", "mhz", "ghz", "mah", "w", "kw", "v", "px", "p", "k", "x", "pcs", "am",
    "pm", "h", "min", "th",
];
/// Before what replaces a number given before.
pub const CORRECTIONS: &[&str] = &[
    "sorry",
    "oops",
    "sry",
    "wrong",
    "meant",
    "typo",
    "correction",
    "perdon",
    "pardon",
    "desculpe",
];
/// Between such a word and the number.
pub const CORRECTION_LINKS: &[&str] = &[
    "one", "number", "i", "its", "it", "is", "should", "be", "meant", "to", "say", "the", "that",
    "thats", "rather", "no",
];

/// Short words that are no letters of a number: "it 48213".
pub const COMMON: &[&str] = &[
    "is", "its", "it", "my", "no", "nr", "num", "n", "the", "and", "for", "of", "to", "in", "on",
    "at", "by", "but", "i", "a", "so", "was", "has", "yes", "ok", "hi", "oh", "sure", "not", "id",
    "ref", "code", "here", "this", "that", "el", "la", "es", "le", "est", "ist", "e", "il", "si",
];
