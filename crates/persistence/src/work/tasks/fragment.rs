//! Parts of statements about tasks that diesel's builder has no words for.

use std::borrow::Cow;
use std::marker::PhantomData;

use diesel::expression::{
    AppearsOnTable, Expression, SelectableExpression, TypedExpressionType, ValidGrouping,
    is_aggregate,
};
use diesel::prelude::*;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};

use crate::connection::MultiBackend;
use crate::schema::tasks;
use crate::work::bulk::Value;

/// SQL of ours, with values between it.
///
/// diesel plans statements with its own literals anew each time. Those with this one are kept
/// prepared if it says so, as long as the connection; so that is for texts of which there are few.
#[derive(Debug, Clone)]
pub(super) struct Fragment<ST> {
    pieces: Vec<Piece>,
    is_kept: bool,
    sql_type: PhantomData<ST>,
}

#[derive(Debug, Clone)]
enum Piece {
    Sql(Cow<'static, str>),
    Value(Value<'static>),
}

impl<ST> Fragment<ST> {
    /// One without anything in it. Statements with it are kept if `is_kept`.
    pub(super) fn new(is_kept: bool) -> Self {
        Self {
            pieces: Vec::new(),
            is_kept,
            sql_type: PhantomData,
        }
    }

    /// Adds SQL.
    #[must_use]
    pub(super) fn sql(mut self, sql: impl Into<Cow<'static, str>>) -> Self {
        self.pieces.push(Piece::Sql(sql.into()));
        self
    }

    /// Adds a value.
    #[must_use]
    pub(super) fn bind(mut self, value: Value<'static>) -> Self {
        self.pieces.push(Piece::Value(value));
        self
    }
}

impl<ST> QueryFragment<MultiBackend> for Fragment<ST> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        if !self.is_kept {
            out.unsafe_to_cache_prepared();
        }
        for piece in &self.pieces {
            match piece {
                Piece::Sql(sql) => out.push_sql(sql),
                Piece::Value(value) => value.push(&mut out)?,
            }
        }
        Ok(())
    }
}

impl<ST: TypedExpressionType> Expression for Fragment<ST> {
    type SqlType = ST;
}

impl<ST: TypedExpressionType> SelectableExpression<tasks::table> for Fragment<ST> {}

impl<ST: TypedExpressionType> AppearsOnTable<tasks::table> for Fragment<ST> {}

impl<ST, GroupBy> ValidGrouping<GroupBy> for Fragment<ST> {
    type IsAggregate = is_aggregate::Never;
}

impl<ST> QueryId for Fragment<ST> {
    type QueryId = ();
    // Its text says what it is, and not its type.
    const HAS_STATIC_QUERY_ID: bool = false;
}
