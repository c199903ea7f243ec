//! To-be-signed bytes with a subject and alternative names, by hand.

/// A value in DER, shorter than 65536 octets.
pub(crate) fn der(tag: u8, content: &[&[u8]]) -> Vec<u8> {
    let content = content.concat();
    let [high, low] = u16::try_from(content.len()).unwrap().to_be_bytes();
    let head = match (high, low) {
        (0, 0..0x80) => vec![tag, low],
        (0, _) => vec![tag, 0x81, low],
        _ => vec![tag, 0x82, high, low],
    };
    [head, content].concat()
}

/// A TBSCertificate with these attributes, by the last octet of their type below 2.5.4, and these
/// host names and addresses.
pub(crate) fn certificate(attributes: &[(u8, &str)], dns: &[&str], email: &[&str]) -> Vec<u8> {
    let attribute = |(kind, value): &(u8, &str)| {
        let oid = der(0x06, &[&[0x55, 0x04, *kind]]);
        der(
            0x31,
            &[&der(0x30, &[&oid, &der(0x0c, &[value.as_bytes()])])],
        )
    };
    let subject: Vec<u8> = attributes.iter().flat_map(attribute).collect();
    let algorithm = der(0x30, &[&der(0x06, &[&[0x2b, 0x65, 0x70]])]);
    let time = der(0x17, &[b"261121083000Z"]);
    let dns = dns.iter().flat_map(|name| der(0x82, &[name.as_bytes()]));
    let email = email.iter().flat_map(|name| der(0x81, &[name.as_bytes()]));
    let names: Vec<u8> = dns.chain(email).collect();
    let mut extensions = Vec::new();
    if !names.is_empty() {
        let oid = der(0x06, &[&[0x55, 0x1d, 0x11]]);
        let value = der(0x04, &[&der(0x30, &[&names])]);
        extensions = der(0xa3, &[&der(0x30, &[&der(0x30, &[&oid, &value])])]);
    }
    der(
        0x30,
        &[
            &der(0xa0, &[&der(0x02, &[&[2]])]),
            &der(0x02, &[&[5]]),
            &algorithm,
            &der(0x30, &[]),
            &der(0x30, &[&time, &time]),
            &der(0x30, &[&subject]),
            &der(0x30, &[&algorithm, &der(0x03, &[&[0; 33]])]),
            &extensions,
        ],
    )
}
