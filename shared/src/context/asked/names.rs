//! How built-in fields are named in a draft, and the questions for them that don't name them.
//! English first, then Spanish, French, German, Portuguese and Italian.

/// What names a built-in field.
pub fn names(field: &str) -> impl Iterator<Item = &'static str> {
    let names = match field {
        "order_number" => {
            "order number|order numbers|order no|order nr|order id|order ref|order reference|\
             order code|order details|order confirmation number|ordernumber|order|\
             number of your order|number of the order|number for your order|booking number|\
             booking reference|booking code|booking id|reservation number|reservation code|\
             reference number|confirmation number|ticket number|purchase number|\
             numero de pedido|numero de tu pedido|numero de su pedido|numero del pedido|\
             numero de orden|numero de reserva|numero de commande|numero de votre commande|\
             numero de reservation|bestellnummer|auftragsnummer|buchungsnummer|\
             numero do pedido|numero do seu pedido|numero da encomenda|numero da reserva|\
             numero d ordine|numero dordine|numero di ordine|numero dellordine|\
             numero del suo ordine|numero del tuo ordine|numero di prenotazione"
        }
        "email" => {
            "email address|e mail address|mail address|email|e mail|emailaddress|\
             correo electronico|direccion de correo|correo|adresse email|adresse mail|\
             adresse e mail|courriel|mail adresse|emailadresse|mailadresse|email adresse|\
             e mail adresse|endereco de email|endereco de e mail|indirizzo email|\
             indirizzo e mail|indirizzo mail|mail"
        }
        "phone" => {
            "phone number|telephone number|mobile number|cell number|contact number|\
             callback number|cell phone number|mobile phone number|best number|\
             number to call|number to reach|number we can call|number i can call|\
             number we can reach|number i can reach|number can i reach|number can we reach|\
             number can i call|number can we call|phone|telephone|mobile|cell|\
             numero de telefono|telefono|numero de movil|numero de telephone|telefonnummer|\
             handynummer|rufnummer|mobilnummer|numero de telefone|telefone|\
             numero di telefono|cellulare"
        }
        "amount" => "amount|exact amount|sum|importe|cantidad|montant|betrag|valor|importo",
        "date" => {
            "date|order date|purchase date|delivery date|fecha|date dachat|datum|\
             bestelldatum|kaufdatum|data"
        }
        "product" => "product|item|model|producto|produit|produkt|produto|prodotto",
        "plan" => "plan|subscription plan|tariff|tarif|piano|plano",
        _ => "",
    };
    names.split('|').filter(|phrase| !phrase.is_empty())
}

/// Questions for a built-in field that don't name it.
pub fn questions(field: &str) -> impl Iterator<Item = &'static str> {
    let questions = match field {
        "order_number" => "which order is|which order are|which order do|which order did",
        "amount" => {
            "how much did you pay|how much were you charged|how much was it|how much was the|\
             how much have you been charged|cuanto pago|combien avez vous paye|\
             wie viel haben sie bezahlt"
        }
        "date" => {
            "when did you order|when did you buy|when did you place|when did you purchase|\
             when did you pay|when did you receive|when was it ordered|when was it bought|\
             when was the order placed|what day did|which day did|what day was|which day was|\
             cuando hizo|\
             quand avez vous|wann haben sie"
        }
        _ => "",
    };
    questions.split('|').filter(|phrase| !phrase.is_empty())
}
