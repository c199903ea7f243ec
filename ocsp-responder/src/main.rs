//! 
fn main(){}
