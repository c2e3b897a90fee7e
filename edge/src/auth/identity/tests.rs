//! What passes, and every way of getting past that is known for tokens of this kind.

use super::*;
use serde_json::json;

const SECRET: &str = "0123456789abcdef0123456789abcdef";
/// A moment, in seconds.
const NOW: u64 = 1_800_000_000;

fn site() -> SiteId {
    SiteId::parse("shop").unwrap()
}

fn encode(bytes: impl AsRef<[u8]>) -> String {
    BASE64URL_NOPAD.encode(bytes.as_ref())
}

fn sign(secret: &str, header: &str, payload: &str) -> String {
    let signed = format!("{}.{}", encode(header), encode(payload));
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(signed.as_bytes());
    format!("{signed}.{}", encode(mac.finalize().into_bytes()))
}

const HEADER: &str = r#"{"alg":"HS256","typ":"JWT"}"#;

fn minted(payload: &Value) -> String {
    sign(SECRET, HEADER, &payload.to_string())
}

fn check(token: &str) -> Result<Person, IdentityError> {
    verify(token, SECRET, &site(), Millis(NOW * 1000))
}

/// What becomes of a token for `u1` with `changes` in its payload; null takes a claim out.
fn with(changes: Value) -> Result<Person, IdentityError> {
    let mut payload = json!({ "sub": "u1", "exp": NOW + 600 });
    let claims = payload.as_object_mut().unwrap();
    let Value::Object(changes) = changes else { panic!("an object of changes") };
    for (name, value) in changes {
        if value.is_null() {
            claims.remove(&name);
        } else {
            claims.insert(name, value);
        }
    }
    check(&minted(&payload))
}

fn malformed(outcome: &Result<Person, IdentityError>) -> bool {
    matches!(outcome, Err(IdentityError::Malformed(_)))
}

#[test]
fn a_person_with_all_that_the_site_says_of_them() {
    let person = with(json!({
        "name": "Anna Berg", "email": "anna@example.com", "iss": "shop", "iat": NOW, "jti": "n1",
        "aud": "shop", "tier": "gold", "value": 1250.5, "beta": true,
        "address": { "city": "Ghent" }, "tags": ["a"], "nothing": "",
    }))
    .unwrap();
    assert_eq!((person.id.as_str(), person.called()), ("u1", "Anna Berg"));
    assert_eq!(person.email.as_deref(), Some("anna@example.com"));
    let traits: Vec<_> =
        person.traits.iter().map(|said| (said.name.as_str(), said.value.as_str())).collect();
    assert_eq!(traits, [("beta", "true"), ("tier", "gold"), ("value", "1250.5")]);
}

#[test]
fn what_is_said_is_bounded() {
    let mut payload = json!({ "sub": "u1", "exp": NOW + 600, "name": "n".repeat(3000) });
    for n in 0..60 {
        payload[format!("k{n}")] = json!("v".repeat(20));
    }
    let person = check(&minted(&payload)).unwrap();
    assert_eq!((person.name.unwrap().len(), person.traits.len()), (300, 24));
}

#[test]
fn a_header_that_asks_for_no_signature_is_refused() {
    let payload = json!({ "sub": "u1", "exp": NOW + 600 }).to_string();
    for alg in ["none", "None", "NONE", "nOnE", ""] {
        let header = format!(r#"{{"alg":"{alg}"}}"#);
        let unsigned = format!("{}.{}.", encode(&header), encode(&payload));
        assert_eq!(check(&unsigned), Err(IdentityError::WrongAlgorithm), "{alg}");
        assert_eq!(
            check(&sign(SECRET, &header, &payload)),
            Err(IdentityError::WrongAlgorithm),
            "{alg}, signed"
        );
    }
}

#[test]
fn a_header_with_another_algorithm_is_refused_even_with_a_signature_that_fits() {
    let payload = json!({ "sub": "u1", "exp": NOW + 600 }).to_string();
    for alg in ["RS256", "ES256", "HS384", "HS512", "hs256", "HS256 ", "PS256", "EdDSA"] {
        let header = format!(r#"{{"alg":"{alg}","typ":"JWT"}}"#);
        let token = sign(SECRET, &header, &payload);
        assert_eq!(check(&token), Err(IdentityError::WrongAlgorithm), "{alg}");
    }
}

#[test]
fn a_header_that_is_not_plain_is_refused() {
    let payload = json!({ "sub": "u1", "exp": NOW + 600 }).to_string();
    let headers = [
        r#"{"alg":"HS256","alg":"none"}"#,
        r#"{"alg":"none","alg":"HS256"}"#,
        r#"{"alg":["HS256"]}"#,
        r#"{"alg":null}"#,
        r#"{"typ":"JWT"}"#,
        r#"{"alg":"HS256","crit":["b64"],"b64":false}"#,
        r#""HS256""#,
        "[]",
        "not json",
        "",
    ];
    for header in headers {
        assert!(malformed(&check(&sign(SECRET, header, &payload))), "{header}");
    }
    // Keys that a header brings along are nobody's.
    let header = r#"{"alg":"HS256","kid":"../../dev/null","jwk":{"kty":"oct","k":"AA"},"jku":"https://evil.example"}"#;
    let token = sign("evil evil evil evil evil evil evil", header, &payload);
    assert_eq!(check(&token), Err(IdentityError::WrongSignature));
}

#[test]
fn a_token_without_its_signature_or_another_part_is_refused() {
    let token = minted(&json!({ "sub": "u1", "exp": NOW + 600 }));
    let (signed, signature) = token.rsplit_once('.').unwrap();
    assert_eq!(check(&format!("{signed}.")), Err(IdentityError::WrongSignature));
    assert!(malformed(&check(signed)));
    assert!(malformed(&check(signature)));
    for token in ["", ".", "..", "...", "a.b.c", &format!("{token}.x"), &format!(" {token}")] {
        assert!(malformed(&check(token)), "{token}");
    }
    for end in 0..token.len() {
        assert!(check(&token[..end]).is_err(), "cut at {end}");
    }
}

#[test]
fn a_token_changed_in_any_place_is_refused() {
    let token = minted(&json!({ "sub": "u1", "exp": NOW + 600 }));
    assert!(check(&token).is_ok());
    for at in 0..token.len() {
        for other in [b'A', b'Q', b'_', b'.', b'=', b' ', b'\n'] {
            let mut forged = token.clone().into_bytes();
            if std::mem::replace(&mut forged[at], other) != other {
                let forged = String::from_utf8(forged).unwrap();
                assert!(check(&forged).is_err(), "byte {at}: {forged}");
            }
        }
    }
}

#[test]
fn a_payload_under_anothers_signature_is_refused() {
    let mine = minted(&json!({ "sub": "u1", "exp": NOW + 600 }));
    let (_, signature) = mine.rsplit_once('.').unwrap();
    let payload = encode(json!({ "sub": "admin", "exp": NOW + 600 }).to_string());
    let forged = format!("{}.{payload}.{signature}", encode(HEADER));
    assert_eq!(check(&forged), Err(IdentityError::WrongSignature));
}

#[test]
fn another_secret_signs_nobody_in() {
    let payload = json!({ "sub": "u1", "exp": NOW + 600 }).to_string();
    for secret in ["", "0123456789abcdef0123456789abcdeF", "0123456789abcdef"] {
        let token = sign(secret, HEADER, &payload);
        assert_eq!(check(&token), Err(IdentityError::WrongSignature), "{secret}");
    }
}

#[test]
fn a_huge_token_is_refused_before_anything_is_computed() {
    let token = "a".repeat(MAX_TOKEN_LEN + 1);
    assert!(malformed(&check(&token)));
    let payload = json!({ "sub": "u1", "exp": NOW + 600, "x": "y".repeat(MAX_TOKEN_LEN) });
    assert!(malformed(&check(&minted(&payload))));
}

#[test]
fn a_payload_that_is_no_plain_object_is_refused() {
    let end = NOW + 600;
    let payloads = [
        String::new(),
        "not json".to_owned(),
        "null".to_owned(),
        "[]".to_owned(),
        "\"u1\"".to_owned(),
        format!(r#"[{{"sub":"u1","exp":{end}}}]"#),
        format!(r#"{{"sub":"u1","exp":{end}}}x"#),
        format!(r#"{{"sub":"u1","sub":"admin","exp":{end}}}"#),
        format!(r#"{{"sub":"u1","exp":{end},"exp":1}}"#),
        format!(r#"{{"sub":"u1","exp":{end},"tier":"free","tier":"gold"}}"#),
        format!(r#"{{"sub":"u1","exp":{end},"deep":{}}}"#, "[".repeat(1000)),
    ];
    for payload in payloads {
        assert!(malformed(&check(&sign(SECRET, HEADER, &payload))), "{payload:.60}");
    }
    let bytes = [encode(HEADER), encode([0xFF, 0xFE, b'{', b'}'])].join(".");
    let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).unwrap();
    mac.update(bytes.as_bytes());
    let token = format!("{bytes}.{}", encode(mac.finalize().into_bytes()));
    assert!(malformed(&check(&token)));
}

#[test]
fn a_token_ends_and_may_not_live_long() {
    assert!(with(json!({ "exp": NOW - 59 })).is_ok());
    assert_eq!(with(json!({ "exp": NOW - 60 })), Err(IdentityError::Expired));
    assert_eq!(with(json!({ "exp": 0 })), Err(IdentityError::Expired));
    assert_eq!(with(json!({ "exp": -1e300 })), Err(IdentityError::Expired));
    assert!(with(json!({ "exp": NOW + 24 * 3600 })).is_ok());
    assert_eq!(with(json!({ "exp": NOW + 24 * 3600 + 61 })), Err(IdentityError::LivesTooLong));
    assert_eq!(with(json!({ "exp": (NOW + 600) * 1000 })), Err(IdentityError::LivesTooLong));
    assert_eq!(with(json!({ "exp": u64::MAX })), Err(IdentityError::LivesTooLong));
    assert_eq!(with(json!({ "exp": 1e300 })), Err(IdentityError::LivesTooLong));
    assert_eq!(with(json!({ "exp": null })), Err(IdentityError::NoExpiry));
    assert!(malformed(&with(json!({ "exp": "tomorrow" }))));
    assert!(malformed(&with(json!({ "exp": [NOW + 600] }))));
}

#[test]
fn a_token_of_the_future_is_not_valid_yet() {
    assert!(with(json!({ "nbf": NOW + 60, "iat": NOW + 60 })).is_ok());
    assert_eq!(with(json!({ "nbf": NOW + 61 })), Err(IdentityError::NotYet));
    assert_eq!(with(json!({ "iat": NOW + 61 })), Err(IdentityError::NotYet));
    assert!(malformed(&with(json!({ "nbf": "now" }))));
    assert!(malformed(&with(json!({ "iat": false }))));
}

#[test]
fn a_token_for_another_site_is_refused() {
    assert!(with(json!({ "aud": ["crm", "shop"] })).is_ok());
    let others = [json!("other"), json!("Shop"), json!([]), json!(["other"]), json!(7), json!({})];
    for audience in others {
        assert_eq!(with(json!({ "aud": audience })), Err(IdentityError::WrongAudience));
    }
}

#[test]
fn a_token_names_somebody() {
    assert!(with(json!({ "sub": "é".repeat(MAX_SUBJECT_CHARS) })).is_ok());
    let nobodies = [
        json!(null),
        json!(""),
        json!("  "),
        json!(7),
        json!(true),
        json!(["u1"]),
        json!({ "id": "u1" }),
        json!("u1\u{0}"),
        json!("u1\nadmin"),
        json!("x".repeat(MAX_SUBJECT_CHARS + 1)),
    ];
    for subject in nobodies {
        assert_eq!(with(json!({ "sub": subject })), Err(IdentityError::NoSubject), "{subject}");
    }
}

#[test]
fn every_error_says_what_to_do() {
    let errors = [
        IdentityError::NotSetUp,
        IdentityError::Malformed("x"),
        IdentityError::WrongAlgorithm,
        IdentityError::WrongSignature,
        IdentityError::NoSubject,
        IdentityError::NoExpiry,
        IdentityError::Expired,
        IdentityError::LivesTooLong,
        IdentityError::NotYet,
        IdentityError::WrongAudience,
    ];
    for error in errors {
        let said = error.to_string();
        let asks = ["Make", "Mint", "Sign", "signed", "Put", "Check", "Leave", "may be"];
        assert!(asks.iter().any(|word| said.contains(word)), "{said}");
        assert!(error.code().starts_with("identity_"));
    }
}
