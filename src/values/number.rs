//! What a field of a request that is a number takes.

/// A number as it is written: `19.99f32` is 19.99, not the 19.989999771118164 that it is stored as.
///
/// It is implemented for the numbers that an `f64` holds exactly, and for `f32`; not elsewhere.
pub trait IntoNumber: sealed::Sealed {
    /// The number.
    fn into_number(self) -> f64;
}

macro_rules! exact {
    ($($number:ty)*) => {$(
        impl IntoNumber for $number {
            fn into_number(self) -> f64 {
                self.into()
            }
        }

        impl sealed::Sealed for $number {}
    )*};
}
exact!(f64 i8 i16 i32 u8 u16 u32);

impl IntoNumber for f32 {
    fn into_number(self) -> f64 {
        self.to_string().parse().unwrap_or(self.into())
    }
}

impl sealed::Sealed for f32 {}

mod sealed {
    pub trait Sealed {}
}

#[cfg(test)]
#[allow(clippy::float_cmp, reason = "these values are exact")]
mod tests {
    use super::IntoNumber;

    #[test]
    fn a7_numbers_are_taken_as_they_are_written() {
        assert_eq!(19.99_f32.into_number(), 19.99);
        assert_eq!(0.1_f32.into_number(), 0.1);
        assert_eq!(f32::MAX.into_number(), 3.402_823_5e38);
        assert!(f32::NAN.into_number().is_nan());
        assert_eq!((7_i32.into_number(), 19.99.into_number()), (7.0, 19.99));
    }
}
