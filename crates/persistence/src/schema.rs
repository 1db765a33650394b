//! The tables as diesel sees them: one schema for all engines. `docs/database.md` says what each
//! column means; `tests/migrations.rs` holds it against the real tables.

diesel::table! {
    users (id) {
        id -> BigInt,
        username -> Nullable<Text>,
        username_key -> Nullable<Text>,
        email -> Nullable<Text>,
        email_key -> Nullable<Text>,
        password_hash -> Text,
        role -> Text,
        is_active -> Bool,
        time_zone -> Text,
        created_at -> BigInt,
    }
}

diesel::table! {
    tasks (id) {
        id -> BigInt,
        owner_id -> BigInt,
        title -> Text,
        description -> Nullable<Text>,
        status -> SmallInt,
        priority -> SmallInt,
        due_date -> Nullable<Integer>,
        version -> BigInt,
        created_at -> BigInt,
        updated_at -> BigInt,
        completed_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    // diesel's own record of what was applied.
    __diesel_schema_migrations (version) {
        version -> Text,
        run_on -> Timestamp,
    }
}
