//! The methods by which an area writes many rows.

/// The three ways to write many rows of an area: from an iterator, from a stream, and from a stream
/// of results.
macro_rules! bulk_methods {
    (
        $area:ident, $row:ty => $value:ty, $how:ident($put:expr), $keys:expr $(, shown $shown:expr)?;
        $(#[$docs:meta])*
        $all:ident, $stream:ident, $try_stream:ident
    ) => {
        /// Many rows at a time.
        impl $area {
            $(#[$docs])*
            pub fn $all<'a>(
                &self,
                rows: impl IntoIterator<Item = $row, IntoIter: Send + 'a>,
            ) -> $crate::resources::Bulk<'a, $row, $value> {
                self.bulk($crate::resources::bulk::Rows::from_iterator(rows))
            }

            #[doc = concat!("The same as [`", stringify!($all), "`](Self::", stringify!($all), "), of rows that come from a stream.")]
            pub fn $stream<'a>(
                &self,
                rows: impl ::futures_core::Stream<Item = $row> + Send + 'a,
            ) -> $crate::resources::Bulk<'a, $row, $value> {
                self.bulk($crate::resources::bulk::Rows::from_stream(rows))
            }

            #[doc = concat!("The same as [`", stringify!($all), "`](Self::", stringify!($all), "), of a stream that can fail.")]
            ///
            /// At its first error no more rows are taken; those under way come to their end, and
            /// [`BulkReport::stopped`](crate::BulkReport::stopped) has the error.
            pub fn $try_stream<'a, E: Into<Box<dyn ::std::error::Error + Send + Sync>>>(
                &self,
                rows: impl ::futures_core::Stream<Item = ::std::result::Result<$row, E>> + Send + 'a,
            ) -> $crate::resources::Bulk<'a, $row, $value> {
                self.bulk($crate::resources::bulk::Rows::from_results(rows))
            }

            fn bulk<'a>(
                &self,
                rows: $crate::resources::bulk::Rows<'a, $row>,
            ) -> $crate::resources::Bulk<'a, $row, $value> {
                let put = $put;
                $crate::resources::Bulk::$how(&self.client, rows, $keys, put(self))
                    $(.shown_as($shown))?
            }
        }
    };
}
pub(in crate::resources) use bulk_methods;
