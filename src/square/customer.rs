//! Customers, from Square to StockTrim and back.

use super::{Address, Customer};
use crate::generated::types::CustomerDto;

/// Takes over what StockTrim has a field for; see [the table](crate::square#which-field-goes-where).
impl From<Customer> for CustomerDto {
    fn from(customer: Customer) -> Self {
        let person = [given(customer.given_name), given(customer.family_name)];
        let person: Vec<String> = person.into_iter().flatten().collect();
        let address = customer.address.unwrap_or_default();
        let mut native = Self::new();
        native.code = given(customer.reference_id).or_else(|| given(customer.id));
        native.name = given(customer.company_name).or_else(|| given(Some(person.join(" "))));
        native.email_address = given(customer.email_address);
        native.phone = given(customer.phone_number);
        native.address_line1 = given(address.address_line_1);
        native.address_line2 = given(address.address_line_2);
        native.city = given(address.locality);
        native.state = given(address.administrative_district_level_1);
        native.post_code = given(address.postal_code);
        native.country = given(address.country);
        native
    }
}

/// The same for a customer that is kept.
impl From<&Customer> for CustomerDto {
    fn from(customer: &Customer) -> Self {
        customer.clone().into()
    }
}

/// Takes over what Square has a field for; see [the table](crate::square#which-field-goes-where).
impl From<CustomerDto> for Customer {
    fn from(native: CustomerDto) -> Self {
        let mut address = Address::new();
        address.address_line_1 = given(native.address_line1);
        address.address_line_2 = given(native.address_line2);
        address.locality = given(native.city);
        address.administrative_district_level_1 = given(native.state);
        address.postal_code = given(native.post_code);
        address.country = given(native.country);
        let mut customer = Self::new();
        customer.reference_id = given(native.code);
        customer.company_name = given(native.name);
        customer.email_address = given(native.email_address);
        customer.phone_number = given(native.phone);
        customer.address = (address != Address::new()).then_some(address);
        customer
    }
}

/// The same for a customer that is kept.
impl From<&CustomerDto> for Customer {
    fn from(native: &CustomerDto) -> Self {
        native.clone().into()
    }
}

/// A text, unless it is blank.
fn given(text: Option<String>) -> Option<String> {
    text.filter(|text| !text.trim().is_empty())
}
