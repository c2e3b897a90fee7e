//! Addresses of other people's servers in `site.toml`: encrypted on the way, and with no secret in them.

use url::Url;

/// The machine itself, where nothing travels that needs to be encrypted.
const HERE: [&str; 2] = ["127.0.0.1", "localhost"];

/// The address in `text`. It isn't repeated in a reason: it may hold the very secret that is refused.
pub(super) fn check(text: &str) -> Result<Url, &'static str> {
    let url = Url::parse(text).map_err(|_| "not an address such as https://api.example.com/v1")?;
    let here = url.host_str().is_some_and(|host| HERE.contains(&host));
    match url.scheme() {
        "https" => {}
        "http" if here => {}
        _ => return Err("begins with https://; http:// only for 127.0.0.1 and localhost"),
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("no name or password in an address; secrets are kept elsewhere");
    }
    if url.fragment().is_some() {
        return Err("an address without #");
    }
    Ok(url)
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn what_is_sent_travels_encrypted_or_not_at_all() {
        for good in [
            "https://api.example.com/v1",
            "https://api.example.com/v1/",
            "https://a.example:8443",
            "https://a.example/hook?tenant=x",
            "http://127.0.0.1:11434/v1",
            "http://localhost:8080/v1",
        ] {
            assert!(check(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "api.example.com/v1",
            "http://api.example.com/v1",
            "http://localhost.example/v1",
            "http://127.0.0.1.example/v1",
            "http://127.0.0.1@evil.example/v1",
            "ftp://localhost/v1",
            "https://u@a.example/v1",
            "https://u:p@a.example/v1",
            "https://a.example/v1#x",
            "https:///v1#",
        ] {
            assert!(check(bad).is_err(), "{bad}");
        }
    }
}
