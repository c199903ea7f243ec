//! The suite of all engines, on SQLite.

use super::temporary::Place;
use crate::conformance;

macro_rules! on_sqlite {
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

on_sqlite! {
    audit:
        each_act_leaves_its_event
        log_proves_itself_at_every_size
        refused_act_leaves_no_event;
    crls:
        i10_crl_numbers_only_grow
        i10_older_or_unreserved_crl_is_not_published
        newest_crl_reads_back_whole;
    devices:
        copies_read_back_with_their_events
        hsm_08_each_change_of_a_token_is_recorded
        hsm_08_last_day_of_a_token_is_known
        hsm_08_token_is_recorded_once_as_long_as_it_is_the_same;
    documents:
        authority_document_freezes_with_the_first_certificate
        newest_activated_document_is_the_active_one
        same_bytes_have_one_name;
    feed:
        feed_tells_each_change_in_order
        follower_learns_where_the_feed_ends;
    generations:
        activating_a_generation_retires_the_one_before_it
        certificate_goes_to_the_generation_of_its_intent
        chain_of_issuers_comes_to_life
        generation_has_its_own_name_and_key
        generation_without_certificate_is_not_activated;
    issuance:
        abandoned_intent_is_on_the_crl_only_if_it_may_have_been_signed
        certificate_is_completed_once
        i03_serial_taken_once_is_taken_for_ever
        intent_goes_one_way
        issued_certificate_reads_back
        lists_are_narrowed_and_paged
        open_intents_are_found_by_age
        request_id_with_other_content_is_refused
        same_request_gives_the_serial_stored_before
        status_is_never_good_for_an_intent;
    precedents:
        crt_17_barred_key_gets_no_intent
        crt_17_key_barred_since_the_intent_gets_no_certificate
        crt_21_key_that_came_again_meanwhile_is_told
        crt_21_one_of_many_requests_at_once_gets_the_key
        crt_21_record_of_another_profile_counts_for_a_key_that_may_come_again
        crt_21_records_of_a_key_are_found
        reg_08_evidence_reads_back
        reg_09_name_of_an_abandoned_intent_is_forgotten
        reg_09_one_of_many_names_at_once_is_the_known_one
        reg_09_person_is_known_by_the_last_name
        reg_09_refused_intent_names_nobody;
    revocation:
        crl_entries_come_in_the_order_of_revocation
        crt_17_compromised_keys_are_barred
        i05_revocation_is_definitive
        only_issued_certificates_are_revoked
        suspension_is_lifted_or_becomes_final;
}

#[test]
fn follower_misses_nothing_of_two_programs_writing() {
    let place = Place::new();
    let stores = [place.create(), place.open().unwrap()];
    conformance::feed::follower_misses_nothing_of_concurrent_writers(&[&stores[0], &stores[1]]);
}
