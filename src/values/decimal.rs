//! Sums of money and of quantities, which are decimal on the wire and for people.

use std::str::FromStr;

use rust_decimal::Decimal;

/// A number as it is written.
fn written(number: f64) -> Option<Decimal> {
    Decimal::from_str(&number.to_string()).ok()
}

fn number(decimal: Decimal) -> Option<f64> {
    decimal.normalize().to_string().parse().ok()
}

/// The sum of amounts, exact as the numbers are written: what 33 orders cost in all, to the cent.
///
/// ```
/// use stocktrim::resources::exact_sum;
///
/// assert_eq!(exact_sum([0.1, 0.2]), 0.3);
/// ```
pub fn exact_sum(amounts: impl IntoIterator<Item = f64>) -> f64 {
    let amounts: Vec<_> = amounts.into_iter().collect();
    sum(amounts.iter().map(|amount| [*amount]))
}

/// The sum of quantities times prices; `None` if one of them is not known.
pub(crate) fn total(lines: impl Iterator<Item = Option<[f64; 2]>>) -> Option<f64> {
    let lines: Option<Vec<_>> = lines.collect();
    Some(sum(lines?.into_iter()))
}

/// The least multiple of a step that is not below a number; both are above 0.
pub(crate) fn round_up(least: f64, step: f64) -> f64 {
    let exact = written(least).zip(written(step)).and_then(|(least, step)| {
        match least.checked_rem(step)? {
            rest if rest.is_zero() => Some(least),
            rest => least.checked_add(step - rest),
        }
    });
    exact
        .and_then(number)
        .unwrap_or_else(|| (least / step).ceil() * step)
}

/// The sum of products, exact as the numbers are written; so that 3 × 596.12 is 1788.36.
///
/// Numbers beyond 28 digits are summed as they are.
pub(crate) fn sum<const N: usize>(terms: impl Iterator<Item = [f64; N]> + Clone) -> f64 {
    let exact = |sum: Decimal, term: [f64; N]| {
        let mut factors = term.into_iter().map(written);
        let product =
            factors.try_fold(Decimal::ONE, |product, factor| product.checked_mul(factor?));
        sum.checked_add(product?)
    };
    let exact = terms.clone().try_fold(Decimal::ZERO, exact);
    let exact = exact.and_then(number);
    // A sum of nothing is -0.0.
    exact.unwrap_or_else(|| terms.map(|term| term.iter().product::<f64>()).sum::<f64>() + 0.0)
}

#[cfg(test)]
#[allow(clippy::float_cmp, reason = "these values are exact")]
mod tests {
    use super::sum;

    #[test]
    fn a9_sums_are_exact_to_the_cent() {
        assert_eq!(sum([[3.0, 596.12]].into_iter()), 1788.36);
        assert_eq!(sum([[0.1], [0.2]].into_iter()), 0.3);
        assert_eq!(sum([[1.0, 1e-7], [2.5, 4.0]].into_iter()), 10.000_000_1);
        assert_eq!(sum([[-2.0, 0.35], [0.7, 1.0]].into_iter()).to_bits(), 0);
        assert_eq!(sum(std::iter::empty::<[f64; 1]>()).to_bits(), 0);
    }

    #[test]
    fn what_no_decimal_holds_is_summed_all_the_same() {
        assert_eq!(sum([[1e300, 2.0]].into_iter()), 2e300);
        assert!(sum([[f64::NAN]].into_iter()).is_nan());
    }
}
