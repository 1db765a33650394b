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
    sessions (id) {
        id -> BigInt,
        user_id -> BigInt,
        family -> Binary,
        token -> Binary,
        created_at -> BigInt,
        last_used_at -> BigInt,
        expires_at -> BigInt,
        ends_at -> BigInt,
        user_agent -> Nullable<Text>,
        address -> Nullable<Text>,
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
        title_key -> Text,
        searchable -> Nullable<Text>,
        tags -> Text,
    }
}

diesel::table! {
    task_tags (owner_id, tag, task_id) {
        owner_id -> BigInt,
        tag -> Text,
        task_id -> BigInt,
    }
}

diesel::table! {
    answers (user_id, key) {
        user_id -> BigInt,
        key -> Text,
        fingerprint -> Binary,
        expires_at -> BigInt,
        answer -> Binary,
    }
}

diesel::joinable!(sessions -> users (user_id));

diesel::allow_tables_to_appear_in_same_query!(sessions, users);
diesel::allow_tables_to_appear_in_same_query!(tasks, task_tags);

diesel::table! {
    // diesel's own record of what was applied.
    __diesel_schema_migrations (version) {
        version -> Text,
        run_on -> Timestamp,
    }
}
