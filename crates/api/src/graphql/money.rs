//! Sums of money on the wire: decimals as strings, never floats.

use async_graphql::{
    Enum, InputObject, InputValueError, InputValueResult, Object, Scalar, ScalarType, Value,
};
use domain::LocalizedText;

use super::{
    error::{Error, Result},
    fields::leaves,
};

leaves!(Decimal);

/// A decimal number as a string, such as `"250000.00"`.
#[derive(Clone, Debug)]
pub(crate) struct Decimal(pub(crate) String);

/// A decimal number written as a string, such as `"250000.00"`: digits, at most one point.
#[Scalar(specified_by_url = "https://www.w3.org/TR/xmlschema-2/#decimal")]
impl ScalarType for Decimal {
    fn parse(value: Value) -> InputValueResult<Self> {
        match value {
            Value::String(text) => Ok(Self(text)),
            Value::Number(number) if number.is_i64() => Ok(Self(number.to_string())),
            value => Err(InputValueError::expected_type(value)),
        }
    }

    fn to_value(&self) -> Value {
        self.0.clone().into()
    }
}

/// Currencies, by ISO 4217.
#[derive(Clone, Copy, Debug, Enum, PartialEq, Eq)]
pub(crate) enum CurrencyCode {
    /// теңге / тенге.
    #[graphql(name = "KZT")]
    Kzt,
}

/// A sum of money, kept in tiyn.
pub(crate) struct Money(pub(crate) i64);

/// ақша сомасы / денежная сумма: a sum of money.
#[Object]
impl Money {
    /// How much, in units of the currency with two decimal places.
    fn amount(&self) -> Decimal {
        Decimal(format!("{}.{:02}", self.0 / 100, self.0 % 100))
    }

    /// Of which currency.
    #[expect(clippy::unused_self, reason = "there is one currency so far")]
    fn currency(&self) -> CurrencyCode {
        CurrencyCode::Kzt
    }
}

/// ақша сомасы / денежная сумма: a sum of money.
#[derive(InputObject)]
pub(crate) struct MoneyInput {
    /// How much, in units of the currency with at most two decimal places; not negative.
    amount: Decimal,
    /// Of which currency; tenge if it is left out.
    currency: Option<CurrencyCode>,
}

impl MoneyInput {
    /// The sum in hundredths of a tenge.
    pub(crate) fn tiyn(self) -> Result<i64> {
        let Self { amount: Decimal(text), currency: _ } = self;
        let (whole, part) = text.split_once('.').unwrap_or((&text, "0"));
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        let parse = || {
            let fits = digits(whole) && digits(part) && part.len() <= 2;
            let tiyn = format!("{part:0<2}").parse::<i64>().ok()?;
            let whole = whole.parse::<i64>().ok().filter(|_| fits)?;
            whole.checked_mul(100)?.checked_add(tiyn)
        };
        parse().ok_or_else(|| {
            Error::invalid(LocalizedText::trilingual([
                "Сома теріс емес сан болуы керек, нүктеден кейін ең көбі екі цифр: мысалы, \
                 «250000.00»."
                    .to_owned(),
                "Сумма — неотрицательное число не более чем с двумя знаками после точки, например \
                 «250000.00»."
                    .to_owned(),
                "An amount is not negative and has at most two decimal places, such as \
                 \"250000.00\"."
                    .to_owned(),
            ]))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tiyn(text: &str) -> Option<i64> {
        MoneyInput { amount: Decimal(text.to_owned()), currency: None }.tiyn().ok()
    }

    #[test]
    fn amounts_have_at_most_two_decimal_places() {
        assert_eq!(tiyn("250000"), Some(25_000_000));
        assert_eq!(tiyn("0.5"), Some(50));
        assert_eq!(tiyn("1.05"), Some(105));
        for wrong in ["", ".", "1.", ".5", "-1", "1.234", "1e9", "١", "99999999999999999999"] {
            assert_eq!(tiyn(wrong), None, "{wrong}");
        }
    }
}
