//! Who is asking, from what the token says.

use chrono::{DateTime, Utc};
use domain::{Code, Place, RegionCode, Role, Scope, Seat, Viewer};

use super::{Shared, answer::Refused, token::Claims};

/// Whoever a token speaks for, as far as it tells.
#[derive(Clone, Debug, Default)]
pub(super) struct Bearer {
    viewer: Viewer,
    expires_at: Option<DateTime<Utc>>,
}

impl Bearer {
    /// Of a header `Authorization`: nobody in particular without one.
    pub(super) fn of(authorization: Option<&[u8]>, shared: &Shared) -> Result<Self, Refused> {
        let Some(value) = authorization else { return Ok(Self::default()) };
        let token = str::from_utf8(value).ok().and_then(|value| value.split_once(' '));
        let token = token.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
        let (_, token) = token.ok_or(Refused::Unauthenticated("the header is `Bearer <token>`"))?;
        let now = shared.app.clock().now();
        let claims = shared.settings.verifier.verify(token.trim(), now.0);
        let claims = claims.map_err(|refusal| Refused::Unauthenticated(refusal.message()))?;
        let expires_at = Some(claims.expires_at);
        Ok(Self { viewer: seated(claims), expires_at })
    }

    /// When the token has expired, if there is one.
    pub(super) async fn expired(&self, shared: &Shared) {
        match self.expires_at {
            Some(end) => {
                let left = (end - shared.app.clock().now().0).to_std().unwrap_or_default();
                tokio::time::sleep(left).await;
            }
            None => std::future::pending().await,
        }
    }

    /// At whose expense it asks; nobody's in particular without a token.
    pub(super) fn client(&self) -> Option<&str> {
        Some(self.viewer.client.as_str()).filter(|client| !client.is_empty())
    }

    /// For whom the client asks, if it is not for itself.
    pub(super) fn person(&self) -> Option<&str> {
        self.viewer.person.as_deref()
    }

    /// The viewer, with what holds now and is not in the token.
    pub(super) async fn viewer(&self, shared: &Shared) -> Result<Viewer, Refused> {
        let mut viewer = self.viewer.clone();
        let organizations: Vec<_> = viewer.organizations().collect();
        let clusters = shared.app.memberships(&organizations).await.map_err(Refused::failed)?;
        let members = clusters.into_iter().map(Place::Cluster);
        viewer.barred = shared.app.barred(&organizations).await.map_err(Refused::failed)?;
        viewer.seats.extend(members.map(|place| Seat { role: Role::ClusterMember, place }));
        Ok(viewer)
    }
}

/// Roles, places and scopes of a newer version are passed over: they permit nothing here.
fn seated(claims: Claims) -> Viewer {
    let seats = claims.seats.iter().filter_map(|(role, place)| {
        let role = Role::parse(&role.to_ascii_lowercase())?;
        Some(Seat { role, place: parse_place(place)? })
    });
    let person = (claims.subject != claims.client_id).then_some(claims.subject);
    Viewer {
        client: claims.client_id,
        person,
        seats: seats.collect(),
        scopes: claims.scopes.iter().filter_map(|scope| Scope::parse(scope)).collect(),
        ..Viewer::default()
    }
}

fn parse_place(text: &str) -> Option<Place> {
    if text == "KZ" {
        return Some(Place::Country);
    }
    let region = || RegionCode::parse(text).map(Place::Region);
    let cluster = || text.parse().ok().map(Place::Cluster);
    text.parse().ok().map(Place::Organization).or_else(cluster).or_else(region)
}

#[cfg(test)]
mod tests {
    use domain::Area;

    use super::*;

    #[test]
    fn places_are_organizations_clusters_regions_and_the_country() {
        assert_eq!(parse_place("KZ"), Some(Place::Country));
        assert_eq!(parse_place("35"), RegionCode::parse("35").map(Place::Region));
        let organization = parse_place("organization_01kdvdna00e008000000000001");
        assert!(matches!(organization, Some(Place::Organization(_))));
        let cluster = parse_place("cluster_01kdvdna00e008000000000003");
        assert!(matches!(cluster, Some(Place::Cluster(_))));
        assert_eq!(parse_place("college"), None);
    }

    #[test]
    fn unknown_scopes_permit_nothing() {
        let reads = |scope| {
            let scopes = Scope::parse(scope).into_iter().collect();
            Viewer { scopes, ..Viewer::anonymous() }.reads(Area::Requests)
        };
        assert!(reads("requests:write"));
        assert!(!reads("requests:everything"));
        assert!(!reads("placements:read"));
    }
}
