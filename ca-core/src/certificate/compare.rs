//! What differs between two lists of fields (OPS-08): by path, in a stable order.

use std::collections::{HashMap, HashSet};

use crate::certificate::describe::Field;

/// One difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Where it is: the path of a field, or the beginning of paths whose order differs.
    pub path: String,
    /// What differs.
    pub change: Change,
}

/// What differs at a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Only after: this value.
    Added(String),
    /// Only before: this value.
    Removed(String),
    /// Other values.
    Changed {
        /// The value before.
        before: String,
        /// The value after.
        after: String,
    },
}

/// The differences from `before` to `after`: each field at its place in its own list, then
/// where fields of both lists have another order.
#[must_use]
pub fn compare(before: &[Field], after: &[Field]) -> Vec<Difference> {
    let (old, new) = (values(before), values(after));
    let mut differences = Vec::new();
    let mut told = HashSet::new();
    let mut earlier = before.iter().peekable();
    for field in after {
        // What was taken out is told where it stood: before the next field that stayed.
        while let Some(gone) = earlier.next_if(|gone| {
            !new.contains_key(gone.path.as_str()) || told.contains(gone.path.as_str())
        }) {
            differences.extend(removed(gone, &new));
        }
        told.insert(field.path.as_str());
        differences.extend(added_or_changed(field, &old));
    }
    differences.extend(earlier.filter_map(|gone| removed(gone, &new)));
    differences.extend(moved(before, after, &old, &new));
    differences
}

type Values<'a> = HashMap<&'a str, &'a str>;

fn values(fields: &[Field]) -> Values<'_> {
    let pairs = fields.iter();
    pairs
        .map(|field| (field.path.as_str(), field.value.as_str()))
        .collect()
}

fn removed(gone: &Field, new: &Values<'_>) -> Option<Difference> {
    (!new.contains_key(gone.path.as_str())).then(|| Difference {
        path: gone.path.clone(),
        change: Change::Removed(gone.value.clone()),
    })
}

fn added_or_changed(field: &Field, old: &Values<'_>) -> Option<Difference> {
    let change = match old.get(field.path.as_str()) {
        Some(before) if *before == field.value => return None,
        Some(before) => Change::Changed {
            before: (*before).to_owned(),
            after: field.value.clone(),
        },
        None => Change::Added(field.value.clone()),
    };
    Some(Difference {
        path: field.path.clone(),
        change,
    })
}

/// Order counts in a name and is seen in extensions: a difference for each beginning of paths
/// whose common fields follow each other otherwise.
fn moved(before: &[Field], after: &[Field], old: &Values<'_>, new: &Values<'_>) -> Vec<Difference> {
    let (before, after) = (order(before, new), order(after, old));
    let differ = before.into_iter().filter_map(|(stem, before)| {
        let (_, after) = after.iter().find(|(known, _)| *known == stem)?;
        (before != *after).then(|| Difference {
            path: stem.to_owned(),
            change: Change::Changed {
                before: before.join(", "),
                after: after.join(", "),
            },
        })
    });
    differ.collect()
}

/// The common fields of each beginning, in their order.
fn order<'a>(fields: &'a [Field], other: &Values<'_>) -> Vec<(&'a str, Vec<&'a str>)> {
    let mut order: Vec<(&str, Vec<&str>)> = Vec::new();
    for field in fields {
        let Some((stem, leaf)) = field.path.split_once('.') else {
            continue;
        };
        if !other.contains_key(field.path.as_str()) {
            continue;
        }
        match order.iter_mut().find(|(known, _)| *known == stem) {
            Some((_, leaves)) => leaves.push(leaf),
            None => order.push((stem, vec![leaf])),
        }
    }
    order
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn fields(pairs: &[(&str, &str)]) -> Vec<Field> {
        let field = |(path, value): &(&str, &str)| Field {
            path: (*path).to_owned(),
            value: (*value).to_owned(),
        };
        pairs.iter().map(field).collect()
    }

    fn told(before: &[(&str, &str)], after: &[(&str, &str)]) -> Vec<String> {
        let differences = compare(&fields(before), &fields(after));
        let line = |difference: &Difference| match &difference.change {
            Change::Added(value) => format!("+{}={value}", difference.path),
            Change::Removed(value) => format!("-{}={value}", difference.path),
            Change::Changed { before, after } => {
                format!("{}: {before} -> {after}", difference.path)
            }
        };
        differences.iter().map(line).collect()
    }

    #[test]
    fn ops_08_each_difference_is_told_at_its_place() {
        let before = [("a", "1"), ("b", "2"), ("c", "3"), ("d", "4")];
        let after = [("a", "1"), ("x", "9"), ("c", "5"), ("d", "4"), ("y", "8")];
        assert_eq!(told(&before, &after), ["-b=2", "+x=9", "c: 3 -> 5", "+y=8"]);
        assert_eq!(told(&before, &before), Vec::<String>::new());
        assert_eq!(told(&[], &[("a", "1")]), ["+a=1"]);
        assert_eq!(told(&[("a", "1")], &[]), ["-a=1"]);
    }

    #[test]
    fn ops_08_another_order_of_the_subject_is_a_difference() {
        let before = [("subject.C", "TD"), ("subject.O", "x"), ("subject.CN", "y")];
        let after = [("subject.C", "TD"), ("subject.CN", "y"), ("subject.O", "x")];
        assert_eq!(told(&before, &after), ["subject: C, O, CN -> C, CN, O"]);
        let shorter = [("subject.C", "TD"), ("subject.CN", "y")];
        assert_eq!(told(&before, &shorter), ["-subject.O=x"]);
    }

    proptest! {
        #[test]
        fn ops_08_no_difference_is_lost_or_told_twice(
            before in prop::collection::btree_map("[a-d]\\.[a-d]", "[01]", 0..8),
            after in prop::collection::btree_map("[a-d]\\.[a-d]", "[01]", 0..8),
        ) {
            let list = |map: &std::collections::BTreeMap<String, String>| {
                let pairs = map.iter();
                let field = |(path, value): (&String, &String)| Field {
                    path: path.clone(),
                    value: value.clone(),
                };
                pairs.map(field).collect::<Vec<_>>()
            };
            let mut merged = before.clone();
            for difference in compare(&list(&before), &list(&after)) {
                let changed = match difference.change {
                    Change::Added(value) => merged.insert(difference.path, value).is_none(),
                    Change::Removed(value) => merged.remove(&difference.path) == Some(value),
                    Change::Changed { before, after } => {
                        merged.insert(difference.path, after) == Some(before)
                    }
                };
                prop_assert!(changed);
            }
            prop_assert_eq!(merged, after);
        }
    }
}
