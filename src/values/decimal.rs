//! Sums of money and of quantities, which are decimal on the wire and for people.

use std::str::FromStr;

use rust_decimal::Decimal;

/// The sum of products, exact as the numbers are written; so that 3 × 596.12 is 1788.36.
///
/// Numbers beyond 28 digits are summed as they are.
pub(crate) fn sum<const N: usize>(terms: impl Iterator<Item = [f64; N]> + Clone) -> f64 {
    let exact = |sum: Decimal, term: [f64; N]| {
        let mut factors = term
            .into_iter()
            .map(|number| Decimal::from_str(&number.to_string()).ok());
        let product =
            factors.try_fold(Decimal::ONE, |product, factor| product.checked_mul(factor?));
        sum.checked_add(product?)
    };
    let exact = terms.clone().try_fold(Decimal::ZERO, exact);
    let exact = exact.and_then(|sum| sum.normalize().to_string().parse().ok());
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
