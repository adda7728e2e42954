//! Every way to write an address that leads inside, or that is no address to call.

use super::{
    super::{Destination, NotADestination},
    BOUNDS, Failure, Scripted, Server,
};

/// Not even parsed.
const REFUSED: &[&str] = &[
    "",
    "login.example.kz",
    "//login.example.kz/keys",
    "/keys",
    "https://",
    "https:///",
    "https://?",
    "https://login.example.kz:99999/",
    "https://login example.kz/",
    "https://login.example.kz/a b",
    "https://login.example.kz\\@127.0.0.1/",
    "https:\\\\127.0.0.1\\",
    "https://login.example.kz/\t",
    "https://login.example.kz/\r\nHost: inside",
    "\u{feff}https://login.example.kz/",
    "https://логин.example.kz/",
    "https://127。0。0。1/",
    "https://１２７.0.0.1/",
    "http://login.example.kz/",
    "http://login.example.kz:443/",
    "ftp://login.example.kz/",
    "file:///etc/passwd",
    "gopher://127.0.0.1:25/",
    "data:application/json,{}",
    "javascript:alert(1)",
    "unix:///run/docker.sock",
    "wss://login.example.kz/",
    "https://login.example.kz:80/",
    "https://login.example.kz:22/",
    "https://login.example.kz:5432/",
    "https://login.example.kz:8080/",
    "https://login.example.kz:0/",
    "https://user@login.example.kz/",
    "https://user:password@login.example.kz/",
    "https://:password@login.example.kz/",
    "https://login.example.kz@127.0.0.1/",
    "https://login.example.kz/#part",
    "https://127.0.0.1/",
    "https://127.0.0.1:8443/",
    "https://127.1/",
    "https://127.0.1/",
    "https://127.0.0.1./",
    "https://2130706433/",
    "https://017700000001/",
    "https://0177.0.0.1/",
    "https://0177.0.0.01/",
    "https://0x7f000001/",
    "https://0x7f.0.0.1/",
    "https://0x7f.1/",
    "https://0X7F.0x0.0x0.0x1/",
    "https://%31%32%37.0.0.1/",
    "https://0/",
    "https://0.0.0.0/",
    "https://10.1.2.3/",
    "https://0xa.1.2.3/",
    "https://012.1.2.3/",
    "https://167838211/",
    "https://172.16.0.1/",
    "https://192.168.0.1/",
    "https://3232235521/",
    "https://100.64.0.1/",
    "https://169.254.169.254/latest/meta-data/",
    "https://0xa9fea9fe/",
    "https://2852039166/",
    "https://0251.0376.0251.0376/",
    "https://192.0.2.1/",
    "https://198.18.0.1/",
    "https://203.0.113.9/",
    "https://224.0.0.1/",
    "https://255.255.255.255/",
    "https://256.256.256.256/",
    "https://4294967296/",
    "https://[::]/",
    "https://[::1]/",
    "https://[::1]:8443/",
    "https://[0:0:0:0:0:0:0:1]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[::ffff:7f00:1]/",
    "https://[::ffff:a00:1]/",
    "https://[::127.0.0.1]/",
    "https://[64:ff9b::127.0.0.1]/",
    "https://[64:ff9b::a9fe:a9fe]/",
    "https://[2002:7f00:1::]/",
    "https://[2001:db8::1]/",
    "https://[2001::7f00:1]/",
    "https://[fe80::1]/",
    "https://[fe80::1%25eth0]/",
    "https://[fc00::1]/",
    "https://[fd00:ec2::254]/",
    "https://[ff02::1]/",
];

/// Names, as their owners have them lead inside; several addresses are apart by blanks.
const INSIDE: &[&str] = &[
    "127.0.0.1",
    "::1",
    "0.0.0.0",
    "::",
    "10.0.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "169.254.169.254",
    "100.100.100.200",
    "192.0.0.170",
    "198.19.0.1",
    "224.0.0.251",
    "255.255.255.255",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::127.0.0.1",
    "64:ff9b::10.0.0.1",
    "64:ff9b:1::1",
    "2002:c0a8:101::1",
    "2001:db8::1",
    "fd12::1",
    "fe80::1",
    "ff05::2",
    "10.0.0.1 127.0.0.1 ::1 fe80::1",
];

#[test]
fn what_leads_inside_or_is_not_to_be_called_is_no_destination() {
    for url in REFUSED {
        assert!(Destination::parse(url).is_err(), "{url:?}");
    }
}

#[tokio::test]
async fn a_name_that_leads_inside_is_not_connected_to() {
    let server = Server::tls().await;
    for addresses in INSIDE {
        let network = Scripted::leading_to(&server, [("login.example.kz", [*addresses])]);
        let called = Destination::parse("https://login.example.kz/").unwrap();
        let failure = network.outbound().get(&called, BOUNDS).await.unwrap_err();
        assert!(matches!(failure, Failure::Inside), "{addresses}: {failure}");
        assert!(network.connected().is_empty(), "{addresses}");
    }
}

/// Whoever takes them for a destination does not get further: what was parsed for a test is looked at again.
#[tokio::test]
async fn an_address_of_this_machine_is_not_connected_to_even_if_it_has_got_in() {
    let server = Server::tls().await;
    for url in
        ["https://127.0.0.1/", "https://[::1]:8443/", "http://localhost/", "https://1.1.1.1:1/"]
    {
        let network = Scripted::leading_to(&server, [("localhost", ["127.0.0.1"])]);
        let called = Destination::local(url).unwrap();
        assert!(network.outbound().get(&called, BOUNDS).await.is_err(), "{url}");
        assert!(network.connected().is_empty(), "{url}");
    }
}

#[test]
fn what_may_be_called_is_kept_as_it_is() {
    for (url, host) in [
        ("https://login.example.kz/", "login.example.kz"),
        ("https://login.example.kz:8443/realms/a?b=c", "login.example.kz:8443"),
        ("https://xn--80aqlbafq.xn--80ao21a/", "xn--80aqlbafq.xn--80ao21a"),
        ("https://8.8.8.8/", "8.8.8.8"),
        ("https://[2a00:1450:4010::8a]/", "[2a00:1450:4010::8a]"),
    ] {
        let destination = Destination::parse(url).unwrap();
        assert_eq!((destination.as_str(), destination.authority()), (url, host));
    }
}

#[test]
fn what_is_expected_is_told() {
    for (url, expected) in [
        ("login.example.kz", NotADestination::NotAUrl),
        ("http://login.example.kz", NotADestination::Scheme),
        ("https://login.example.kz:444", NotADestination::Port),
        ("https://me@login.example.kz", NotADestination::Extra),
        ("https://0x7f.1", NotADestination::Inside),
    ] {
        assert_eq!(Destination::parse(url), Err(expected), "{url}");
    }
}
