//! Searching visitors by their attributes.

use std::fmt;
use std::str::FromStr;

use super::visitor::{day, moment, number};

/// How a filter compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operator {
    Equals,
    NotEquals,
    Contains,
    NotContains,
    StartsWith,
    EndsWith,
    IsEmpty,
    IsNotEmpty,
    NumberEquals,
    NumberNotEquals,
    GreaterThan,
    LessThan,
    GreaterOrEqual,
    LessOrEqual,
    DateEquals,
    DateBefore,
    DateAfter,
    DateBeforeOrEqual,
    DateAfterOrEqual,
    IsTrue,
    IsFalse,
    Exists,
    NotExists,
}

const OPERATOR: &str = "VISITOR_ATTRIBUTE_FILTER_OPERATOR_";
const OPERATORS: [(&str, Operator); 23] = [
    ("STRING_EQUALS", Operator::Equals),
    ("STRING_NOT_EQUALS", Operator::NotEquals),
    ("STRING_CONTAINS", Operator::Contains),
    ("STRING_NOT_CONTAINS", Operator::NotContains),
    ("STRING_STARTS_WITH", Operator::StartsWith),
    ("STRING_ENDS_WITH", Operator::EndsWith),
    ("STRING_IS_EMPTY", Operator::IsEmpty),
    ("STRING_IS_NOT_EMPTY", Operator::IsNotEmpty),
    ("NUMBER_EQUALS", Operator::NumberEquals),
    ("NUMBER_NOT_EQUALS", Operator::NumberNotEquals),
    ("NUMBER_GREATER_THAN", Operator::GreaterThan),
    ("NUMBER_LESS_THAN", Operator::LessThan),
    ("NUMBER_GREATER_OR_EQUAL", Operator::GreaterOrEqual),
    ("NUMBER_LESS_OR_EQUAL", Operator::LessOrEqual),
    ("DATE_EQUALS", Operator::DateEquals),
    ("DATE_BEFORE", Operator::DateBefore),
    ("DATE_AFTER", Operator::DateAfter),
    ("DATE_BEFORE_OR_EQUAL", Operator::DateBeforeOrEqual),
    ("DATE_AFTER_OR_EQUAL", Operator::DateAfterOrEqual),
    ("BOOLEAN_IS_TRUE", Operator::IsTrue),
    ("BOOLEAN_IS_FALSE", Operator::IsFalse),
    ("EXISTS", Operator::Exists),
    ("NOT_EXISTS", Operator::NotExists),
];

/// A text that names no operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct UnknownOperator;

impl fmt::Display for UnknownOperator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "is unknown; use {OPERATOR} and one of ")?;
        f.write_str(&OPERATORS.map(|(name, _)| name).join(", "))
    }
}

impl FromStr for Operator {
    type Err = UnknownOperator;
    fn from_str(name: &str) -> Result<Self, UnknownOperator> {
        let name = name.to_ascii_uppercase();
        let bare = name.strip_prefix(OPERATOR).unwrap_or(&name);
        OPERATORS
            .iter()
            .find(|(known, _)| *known == bare)
            .map(|(_, operator)| *operator)
            .ok_or(UnknownOperator)
    }
}

/// Attributes that visitors must have.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct AttributeFilter {
    /// The attribute's key; those of [`RESERVED`] too.
    pub(crate) key: String,
    /// How it is compared.
    pub(crate) operator: Operator,
    /// With what.
    pub(crate) value: String,
    /// The value as a number, for operators of numbers.
    pub(crate) number: f64,
    /// The value as a moment and the end of its day, for operators of dates; a moment is its own end.
    pub(crate) date: (i64, i64),
}

impl AttributeFilter {
    /// A filter, when its value is what the operator compares with.
    pub(crate) fn new(key: &str, operator: Operator, value: &str) -> Result<Self, &'static str> {
        use Operator as O;
        let mut filter = Self {
            key: key.trim().to_owned(),
            operator,
            value: value.trim().to_owned(),
            number: 0.0,
            date: (0, 0),
        };
        match operator {
            O::NumberEquals
            | O::NumberNotEquals
            | O::GreaterThan
            | O::LessThan
            | O::GreaterOrEqual
            | O::LessOrEqual => {
                filter.number = number(&filter.value).ok_or("must be a number")?;
            }
            O::DateEquals | O::DateBefore | O::DateAfter | O::DateBeforeOrEqual | O::DateAfterOrEqual => {
                filter.date = match (day(&filter.value), moment(&filter.value)) {
                    (Some((start, end)), _) => (start.as_millis(), end.as_millis()),
                    (None, Some(moment)) => (moment.as_millis(), moment.as_millis() + 1),
                    (None, None) => {
                        return Err("must be a date or a time, such as 2027-01-31 or 2027-01-31T12:00:00Z");
                    }
                };
            }
            _ => {}
        }
        Ok(filter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_check_what_they_compare_with() {
        let operator: Operator = "VISITOR_ATTRIBUTE_FILTER_OPERATOR_NUMBER_LESS_THAN".parse().unwrap();
        assert!(AttributeFilter::new("age", operator, "NaN").is_err());
        assert_eq!(AttributeFilter::new("age", operator, " 5 ").unwrap().number, 5.0);
        let dated = AttributeFilter::new("since", "date_equals".parse().unwrap(), "2024-02-29").unwrap();
        assert_eq!(dated.date.1 - dated.date.0, 86_400_000);
        assert_eq!("LIKE".parse::<Operator>(), Err(UnknownOperator));
    }
}
