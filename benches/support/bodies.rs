//! Bodies in the live server's shape and size.

use std::fmt::Write as _;

/// A page of 50 products, from the product of this number on.
pub fn page(from: usize) -> String {
    let mut body = String::from("[");
    for n in from..from + 50 {
        if n > from {
            body.push(',');
        }
        let (category, stock, option) = (n % 12, n * 7 % 400, n % 9);
        write!(
            body,
            r#"{{"id":{id},"productId":"SKU-{n:06}","productCodeReadable":"OAK-{n:06}","name":"Oak table top {n}, oiled","category":"Furniture {category}","subCategory":null,"serviceLevel":0.95,"leadTime":21,"stockOnHand":{stock}.0,"stockOnOrder":0.0,"cost":84.5,"price":129.9,"supplierCode":"HT-{category:02}","suppliers":[{{"supplierId":"{category}","supplierName":"Harbour Timber {category}","supplierSkuCode":"HT-{n}"}}],"forecastPeriod":null,"manufacturingTime":null,"orderFrequency":30,"minimumOrderQuantity":10.0,"minimumShelfLevel":null,"maximumShelfLevel":null,"batchSize":5.0,"barcode":"94{n:011}","discontinued":false,"unstocked":false,"option1":"size {option}","option2":null,"option3":null,"overriddenDemand":null,"overriddenDemandPeriod":null,"stockLocations":[{{"locationCode":"MAIN","locationName":"Main warehouse","stockOnHand":{stock}.0}}],"parentId":null,"variantType":null,"variant":null,"ignoreSeasonality":false,"weight":12.4,"height":null,"width":80.0,"length":120.0}}"#,
            id = 1_000_000 + n,
        )
        .expect("a string takes all");
    }
    body.push(']');
    body
}

/// So many customers, 244 bytes each.
pub fn customers(count: usize) -> String {
    let mut body = String::from("[");
    for n in 0..count {
        if n > 0 {
            body.push(',');
        }
        write!(
            body,
            r#"{{"code":"C-{n:06}","name":"Customer number {n:06}","streetAddress":null,"addressLine1":"{n} Quay Street","addressLine2":null,"state":null,"country":"New Zealand","postCode":"1010","emailAddress":"c{n:06}@example.com","phone":"0215550100","city":"Auckland"}}"#,
        )
        .expect("a string takes all");
    }
    body.push(']');
    body
}
