//! The suite of all engines, on PostgreSQL.

use super::place::Place;
use crate::conformance;

macro_rules! on_postgres {
    ($($module:ident: $($name:ident)+;)+) => {
        $($(
            #[test]
            fn $name() {
                let place = Place::new();
                conformance::$module::$name(&place.create());
            }
        )+)+
    };
}

on_each_engine!(on_postgres);

#[test]
fn follower_misses_nothing_of_two_programs_writing() {
    let place = Place::new();
    let stores = [place.create(), place.open().unwrap()];
    conformance::feed::follower_misses_nothing_of_concurrent_writers(&[&stores[0], &stores[1]]);
}

#[test]
fn two_daemons_run_each_slot_once() {
    let place = Place::new();
    let stores = [place.create(), place.open().unwrap()];
    conformance::jobs::two_daemons_run_each_slot_once(&[&stores[0], &stores[1]]);
}
