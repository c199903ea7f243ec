//! A statement that is put together, each value with its number.

use crate::session::value::Value;

/// The text of a statement and what is bound to it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Statement<'a> {
    sql: String,
    values: Vec<Value<'a>>,
}

impl<'a> Statement<'a> {
    /// A statement that begins like this.
    pub(crate) fn new(sql: &str) -> Self {
        Self {
            sql: sql.to_owned(),
            values: Vec::new(),
        }
    }

    /// Goes on with these words.
    pub(crate) fn text(mut self, sql: &str) -> Self {
        self.sql.push_str(sql);
        self
    }

    /// Goes on with a value.
    pub(crate) fn value(mut self, value: Value<'a>) -> Self {
        self.values.push(value);
        self.sql.push('?');
        self.sql.push_str(&self.values.len().to_string());
        self
    }

    /// Goes on with a number.
    pub(crate) fn number(self, number: i64) -> Self {
        self.value(Value::Integer(number))
    }

    /// Goes on with ` = ` and the only value, or with ` IN (` and several. The last one stands as
    /// often as makes their number a power of two, so that there are few texts to prepare.
    pub(crate) fn one_of(self, values: impl IntoIterator<Item = Value<'a>>) -> Self {
        let values: Vec<_> = values.into_iter().collect();
        let Some((last, rest)) = values.split_last() else {
            return self.text(" = ").value(Value::Null);
        };
        if rest.is_empty() {
            return self.text(" = ").value(*last);
        }
        let missing = values.len().next_power_of_two() - values.len();
        let all = values.iter().chain(std::iter::repeat_n(last, missing));
        let (list, _) = all.fold((self.text(" IN ("), ""), |(list, comma), value| {
            (list.text(comma).value(*value), ", ")
        });
        list.text(")")
    }

    /// As [`Statement::one_of`], of numbers.
    pub(crate) fn one_of_numbers(self, numbers: &[i64]) -> Self {
        self.one_of(numbers.iter().copied().map(Value::Integer))
    }

    /// Its text.
    pub(crate) fn sql(&self) -> &str {
        &self.sql
    }

    /// Its values, in the order of their numbers.
    pub(crate) fn values(&self) -> &[Value<'a>] {
        &self.values
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_numbered_in_their_order() {
        let statement = Statement::new("SELECT a FROM b WHERE a").one_of_numbers(&[7]);
        let statement = statement.text(" AND c").one_of_numbers(&[8, 9, 10]);
        assert_eq!(
            statement.sql(),
            "SELECT a FROM b WHERE a = ?1 AND c IN (?2, ?3, ?4, ?5)"
        );
        assert_eq!(statement.values(), [7, 8, 9, 10, 10].map(Value::Integer));
    }
}
