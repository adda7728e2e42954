//! The roles themselves. They belong to the server, not to the database.

use sea_orm::{ConnectionTrait, DbErr, RuntimeErr};

use super::{
    API, JOB,
    install::{WallError, raw},
};

/// Roles belong to the server: whoever makes them for another database of it may be in the way.
const ATTEMPTS: u32 = 10;

/// PostgreSQL: insufficient privilege.
const FORBIDDEN: &str = "42501";

/// Makes of the roles what they have to be, and lets us be them.
pub(super) async fn make_roles(database: &impl ConnectionTrait) -> Result<(), WallError> {
    for _ in 0..ATTEMPTS {
        let (user, remedy) = flaws_of_roles(database).await?;
        if remedy.is_empty() {
            return Ok(());
        }
        let Err(error) = database.execute_unprepared(&remedy).await else { continue };
        match code(&error).as_deref() {
            Some(FORBIDDEN) => return Err(WallError::Roles { user, remedy }),
            // Somebody else has made or granted one at the same moment.
            Some("XX000" | "23505" | "42710") => {}
            _ => return Err(error.into()),
        }
    }
    // What was granted by others is not ours to revoke, and PostgreSQL only warns of that.
    match flaws_of_roles(database).await? {
        (_, remedy) if remedy.is_empty() => Ok(()),
        (user, remedy) => Err(WallError::Roles { user, remedy }),
    }
}

/// Who we are, and what has to be done to the roles: they have to be there and be nothing but roles; they
/// belong to no other role, because the policies of that one would hold for them, too; and we may be
/// them. Whoever else belongs to them is not ours to know: other databases, and who copies this one.
pub(super) async fn flaws_of_roles(
    database: &impl ConnectionTrait,
) -> Result<(String, String), DbErr> {
    let sql = format!(
        "WITH ours AS (
            SELECT name, r.* FROM unnest(ARRAY['{API}', '{JOB}']) AS name
            LEFT JOIN pg_roles r ON r.rolname = name)
        SELECT current_user::text, concat_ws('; ',
            (SELECT string_agg(format('CREATE ROLE %I NOLOGIN', name), '; ')
                FROM ours WHERE rolname IS NULL),
            (SELECT string_agg(format('ALTER ROLE %I NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE \
                NOREPLICATION NOBYPASSRLS', name), '; ')
                FROM ours WHERE rolcanlogin OR rolsuper OR rolcreatedb OR rolcreaterole
                OR rolreplication OR rolbypassrls),
            (SELECT string_agg(format('REVOKE %I FROM %I', whole.rolname, ours.name), '; ')
                FROM ours JOIN pg_auth_members part ON part.member = ours.oid
                JOIN pg_roles whole ON whole.oid = part.roleid),
            (SELECT string_agg(format('GRANT %I TO %I', name, current_user), '; ')
                FROM ours WHERE NOT coalesce(pg_has_role(current_user, oid, {MEMBERSHIP}), false)))"
    );
    let row = database.query_one_raw(raw(&sql)).await?;
    let column = |index| row.as_ref().map(|row| row.try_get_by_index(index)).transpose();
    Ok((column(0)?.unwrap_or_default(), column(1)?.unwrap_or_default()))
}

/// Since version 16 there are members who may not become the role.
const MEMBERSHIP: &str =
    "CASE WHEN current_setting('server_version_num')::int >= 160000 THEN 'SET' ELSE 'MEMBER' END";

fn code(error: &DbErr) -> Option<String> {
    let (DbErr::Exec(RuntimeErr::SqlxError(cause)) | DbErr::Query(RuntimeErr::SqlxError(cause))) =
        error
    else {
        return None;
    };
    Some(cause.as_database_error()?.code()?.into_owned())
}
