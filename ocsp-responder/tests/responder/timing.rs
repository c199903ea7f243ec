use crate::house::House;
use std::time::Instant;
#[test]
fn timing() {
    let house = House::new();
    let request = house.request(&house.issue(1));
    house.ask(&request);
    for _ in 0..3 {
        let n = 500_000;
        let t = Instant::now();
        for _ in 0..n { std::hint::black_box(house.ask(&request)); }
        println!("look_up {:?}", t.elapsed() / n);
        let t = Instant::now();
        for _ in 0..n { std::hint::black_box(ca_core::ocsp::request::OcspRequest::parse(&request).unwrap()); }
        println!("parse {:?}", t.elapsed() / n);
        let answer = crate::house::answer(&house.ask(&request)).clone();
        let t = Instant::now();
        for _ in 0..n {
            let mut r = axum::response::Response::new(axum::body::Body::empty());
            ocsp_responder::http::validators::of_answer(&answer, crate::pki::NOW).insert(&mut r);
            std::hint::black_box(r);
        }
        println!("validators {:?}", t.elapsed() / n);
    }
}
