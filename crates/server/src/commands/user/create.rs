//! `docket user create`.

use docket_application::AdministrationService;
use docket_application::administration::Authority;
use docket_domain::{Email, Identity, LoginName, Role};

use super::arguments::NewAccount;
use super::failure::Failure;
use super::name::{self, Name};
use super::password;

/// The account to make.
#[derive(Debug)]
pub(super) struct Account {
    name: Name,
    identity: Identity,
    role: Role,
}

/// Reads which account to make.
pub(super) fn parse(arguments: &NewAccount) -> Result<Account, Failure> {
    let NewAccount { name, email, admin } = arguments;
    let name = Name::parse(name)?;
    let email = email.as_deref().map(Email::parse).transpose();
    let email = email.map_err(Failure::Email)?;
    let (username, email) = match (name.clone().into_inner(), email) {
        (LoginName::Username(username), email) => (Some(username), email),
        (LoginName::Email(email), None) => (None, Some(email)),
        (LoginName::Email(_), Some(_)) => return Err(Failure::TwoEmails),
    };
    Ok(Account {
        name,
        identity: Identity::new(username, email).map_err(Failure::Name)?,
        role: if *admin { Role::Admin } else { Role::User },
    })
}

/// Makes it, with a password that is asked for, and says so.
pub(super) async fn run(
    service: &AdministrationService,
    account: Account,
) -> Result<String, Failure> {
    let Account {
        name,
        identity,
        role,
    } = account;
    let password = password::read(service.password_rules())?;
    let user = service
        .create(Authority::Operator, identity, password, role)
        .await
        .map_err(|error| Failure::of(&name, error))?;
    let made = name::of(&user);
    Ok(match user.role {
        Role::Admin => format!("made {made}, an administrator"),
        Role::User => format!("made {made}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(name: &str, email: Option<&str>) -> Result<(Option<String>, Option<String>), String> {
        let arguments = NewAccount {
            name: name.to_owned(),
            email: email.map(str::to_owned),
            admin: false,
        };
        let account = parse(&arguments).map_err(|error| error.to_string())?;
        let username = account.identity.username().map(ToString::to_string);
        Ok((username, account.identity.email().map(ToString::to_string)))
    }

    #[test]
    fn a_name_is_a_user_name_or_an_address_and_may_have_an_address_beside_it() {
        let (ada, address) = (Some("ada".to_owned()), Some("ada@example.org".to_owned()));
        assert_eq!(parsed("ada", None), Ok((ada.clone(), None)));
        assert_eq!(parsed("ada@example.org", None), Ok((None, address.clone())));
        assert_eq!(parsed("ada", Some("ada@example.org")), Ok((ada, address)));
    }

    #[test]
    fn what_is_no_name_or_too_many_is_told_by_its_argument() {
        for (name, email, told) in [
            ("a", None, "NAME must have 3 to 50 characters"),
            ("ada lovelace", None, "NAME must be made of"),
            ("ada@", None, "NAME must be an e-mail address"),
            ("ada", Some("ada"), "--email must be an e-mail address"),
            (
                "a@b.org",
                Some("c@d.org"),
                "NAME is an e-mail address already",
            ),
        ] {
            let error = parsed(name, email).unwrap_err();
            assert!(error.starts_with(told), "{error}");
        }
    }
}
