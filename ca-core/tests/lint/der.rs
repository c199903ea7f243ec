//! DER by hand: what it writes may be wrong in any way a test likes.

/// Tag, length and the parts.
pub(crate) fn tlv(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let content = parts.concat();
    let length = content.len();
    let mut der = vec![tag];
    match length {
        0..0x80 => der.push(u8::try_from(length).unwrap()),
        0x80..0x100 => der.extend([0x81, u8::try_from(length).unwrap()]),
        0x100..0x1_0000 => {
            der.push(0x82);
            der.extend(u16::try_from(length).unwrap().to_be_bytes());
        }
        _ => {
            der.push(0x83);
            der.extend(&u32::try_from(length).unwrap().to_be_bytes()[1..]);
        }
    }
    der.extend(content);
    der
}

pub(crate) fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    tlv(0x30, parts)
}

/// An INTEGER with these content octets.
pub(crate) fn integer(octets: &[u8]) -> Vec<u8> {
    tlv(2, &[octets])
}

pub(crate) fn boolean(value: bool) -> Vec<u8> {
    tlv(1, &[&[if value { 0xff } else { 0 }]])
}

pub(crate) fn octets(content: &[u8]) -> Vec<u8> {
    tlv(4, &[content])
}

/// A BIT STRING of one octet with this many unused bits.
pub(crate) fn bits(unused: u8, octet: u8) -> Vec<u8> {
    tlv(3, &[&[unused, octet]])
}

pub(crate) fn time(utc: &str) -> Vec<u8> {
    tlv(0x17, &[utc.as_bytes()])
}

/// An OBJECT IDENTIFIER of any arcs.
pub(crate) fn oid(dotted: &str) -> Vec<u8> {
    let arcs: Vec<u64> = dotted.split('.').map(|arc| arc.parse().unwrap()).collect();
    let mut content = Vec::new();
    for arc in std::iter::once(arcs[0] * 40 + arcs[1]).chain(arcs[2..].iter().copied()) {
        let groups = (1..10).take_while(|group| arc >> (7 * group) != 0).count();
        for group in (0..=groups).rev() {
            let septet = u8::try_from(arc >> (7 * group) & 0x7f).unwrap();
            content.push(septet | if group > 0 { 0x80 } else { 0 });
        }
    }
    tlv(6, &[&content])
}

/// A Name of attribute, string tag and value.
pub(crate) fn name(attributes: &[(&str, u8, &str)]) -> Vec<u8> {
    let names: Vec<Vec<u8>> = attributes
        .iter()
        .map(|(attribute, tag, value)| {
            tlv(
                0x31,
                &[&sequence(&[
                    &oid(attribute),
                    &tlv(*tag, &[value.as_bytes()]),
                ])],
            )
        })
        .collect();
    sequence(&names.iter().map(Vec::as_slice).collect::<Vec<_>>())
}

/// The values in a constructed one, each as it stands.
pub(crate) fn parts(der: &[u8]) -> Vec<Vec<u8>> {
    let mut rest = content(der);
    let mut parts = Vec::new();
    while !rest.is_empty() {
        let length = header(rest) + content(rest).len();
        parts.push(rest[..length].to_vec());
        rest = &rest[length..];
    }
    parts
}

/// What tag and length stand before.
pub(crate) fn content(der: &[u8]) -> &[u8] {
    let first = usize::from(der[1]);
    let length = if first < 0x80 {
        first
    } else {
        der[2..header(der)]
            .iter()
            .fold(0, |sum, octet| sum << 8 | usize::from(*octet))
    };
    &der[header(der)..header(der) + length]
}

fn header(der: &[u8]) -> usize {
    let first = usize::from(der[1]);
    if first < 0x80 { 2 } else { 2 + first - 0x80 }
}
