//! What clients send of tags.

use std::borrow::Cow;

use docket_domain::{Tag, Tags};
use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{MapAccess, SeqAccess};
use serde_json::json;
use utoipa::openapi::schema::{ArrayBuilder, ObjectBuilder, OneOfBuilder, Schema, Type};
use utoipa::openapi::{Ref, RefOr};
use utoipa::{PartialSchema, ToSchema};

use super::input::read_tags;
use crate::body::{FromJson, FromText, Items, Member, Members};
use crate::error::ApiError;

/// Tags.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Tags, example = json!({"tags": ["backend", "learning"]}))]
pub(super) struct TagsBody {
    /// The tags; doubles count once.
    #[serde(default)]
    #[schema(value_type = Vec<String>, required)]
    tags: Member<Items<FromText<Tag>>>,
}

/// More tags: `["a", "b"]` or `{"tags": ["a", "b"]}`.
#[derive(Debug)]
pub(super) enum MoreTagsBody {
    /// The first form.
    Array(Items<FromText<Tag>>),
    /// The second form.
    Object(TagsBody),
}

impl MoreTagsBody {
    /// The tags.
    ///
    /// # Errors
    /// [`ApiError::ValidationFailed`] with every fault.
    pub(super) fn into_tags(self) -> Result<Tags, ApiError> {
        let mut members = Members::default();
        let tags = match self {
            Self::Array(items) => read_tags(&mut members, "", items),
            Self::Object(body) => members
                .required("tags", body.tags)
                .and_then(|items| read_tags(&mut members, "tags", items)),
        };
        members.faults().check(tags)
    }
}

impl FromJson for MoreTagsBody {
    const EXPECTED: &'static str = "an array of tags, or an object with one";

    fn from_array<'de, A: SeqAccess<'de>>(array: A) -> Result<Option<Self>, A::Error> {
        Ok(Items::from_array(array)?.map(Self::Array))
    }

    fn from_object<'de, A: MapAccess<'de>>(object: A) -> Result<Option<Self>, A::Error> {
        TagsBody::deserialize(MapAccessDeserializer::new(object))
            .map(|body| Some(Self::Object(body)))
    }
}

impl PartialSchema for MoreTagsBody {
    fn schema() -> RefOr<Schema> {
        let tag = ObjectBuilder::new().schema_type(Type::String);
        OneOfBuilder::new()
            .description(Some("Tags, as an array or as an object with one."))
            .examples([json!(["backend", "learning"])])
            .item(ArrayBuilder::new().items(tag))
            .item(Ref::from_schema_name("Tags"))
            .into()
    }
}

impl ToSchema for MoreTagsBody {
    fn name() -> Cow<'static, str> {
        "MoreTags".into()
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        schemas.push((TagsBody::name().into_owned(), TagsBody::schema()));
    }
}
