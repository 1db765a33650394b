//! Searching texts for words.

use crate::database_url::EngineKind;

/// What tells where a text has a part, byte by byte; 0 if nowhere.
pub(super) fn position_function(engine: EngineKind) -> &'static str {
    match engine {
        EngineKind::Postgres => "strpos",
        EngineKind::Sqlite | EngineKind::Mysql => "instr",
    }
}
