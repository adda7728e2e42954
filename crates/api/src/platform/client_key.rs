use async_graphql::{InputValueError, InputValueResult, Scalar, ScalarType, Value};
use domain::{LocalizedText, platform::api_client::PublicKey};

use crate::{
    graphql::{
        error::{Error, Result},
        input::IntoDomain,
    },
    http::oauth::Jwk,
};

/// A public key, as an object (JSON Web Key, RFC 7517): Ed25519, P-256, or RSA of 2048 bits and more.
/// Without `alg` an RSA key is used with RS256; without `kid` its thumbprint (RFC 7638) is the id.
#[derive(Clone, Debug)]
pub(crate) struct JsonWebKey(serde_json::Value);

/// A public key, as an object (JSON Web Key, RFC 7517): Ed25519, P-256, or RSA of 2048 bits and more.
/// Without `alg` an RSA key is used with RS256; without `kid` its thumbprint (RFC 7638) is the id.
#[Scalar(name = "JSONWebKey", specified_by_url = "https://www.rfc-editor.org/rfc/rfc7517")]
impl ScalarType for JsonWebKey {
    fn parse(value: Value) -> InputValueResult<Self> {
        let json = value.into_json().map_err(|_| InputValueError::custom("it is an object"))?;
        Ok(Self(json))
    }

    fn to_value(&self) -> Value {
        Value::from_json(self.0.clone()).unwrap_or_default()
    }
}

impl IntoDomain<PublicKey> for JsonWebKey {
    fn into_domain(self) -> Result<PublicKey> {
        let key = Jwk::read(&self.0).map(Jwk::into_key);
        key.map_err(|why| Error::invalid(LocalizedText::trilingual(why.says().map(str::to_owned))))
    }
}
