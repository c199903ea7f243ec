//! An export of the log proves itself, and each change of it is found (AUD-03): by our examiner
//! and, where one is asked, by a judge of another language.

mod chains;
mod counts;
mod forgery;
mod house;
mod judge;
mod mutations;
mod parts;
mod purge;
mod withdrawn;
