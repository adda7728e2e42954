//! Lists: pages, orders, filters, search, facets.

use app::{Origin, Position};
use chrono::TimeDelta;
use domain::{Filter, Viewer, market::EmployerRequest};
use serde_json::{Value, json};
use support::{Persona, TestApp, terms};

use crate::{contents::multiply, on_both};

const LIST: &str = "query($filter: EmployerRequestFilter, $search: String,
    $order: [EmployerRequestOrder!], $first: Int, $after: String, $last: Int, $before: String) {
    employerRequests(filter: $filter, search: $search, orderBy: $order, first: $first,
        after: $after, last: $last, before: $before) {
        totalCount totalCountPrecision
        nodes { id headcount }
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }";

/// Ids of all pages of three, one after the other, forward or backward.
async fn pages(app: &TestApp, persona: &Persona, order: &Value, backward: bool) -> Vec<Value> {
    let (size, cursor) = if backward { ("last", "before") } else { ("first", "after") };
    let (end, more) =
        if backward { ("startCursor", "hasPreviousPage") } else { ("endCursor", "hasNextPage") };
    let mut found = Vec::new();
    let mut place = Value::Null;
    loop {
        let variables = json!({"order": order, size: 3, cursor: place});
        let answer = app.send(persona, LIST, variables).await;
        let list = &answer.data()["employerRequests"];
        let ids = list["nodes"].as_array().unwrap().iter().map(|node| node["id"].clone());
        if backward {
            found.splice(0..0, ids);
        } else {
            found.extend(ids);
        }
        if list["pageInfo"][more] == false {
            return found;
        }
        place = list["pageInfo"][end].clone();
    }
}

on_both! {
    async fn pages_meet_without_gap_in_every_order_and_both_ways(app: TestApp) {
        let (employer, hr) = app.employer("E").await;
        for n in 0..11 {
            if n % 3 == 0 {
                let mut terms = terms(1 + n % 4);
                terms["closesAt"] = Value::Null;
                let input = json!({"employerId": employer, "terms": terms});
                app.ok(&hr, "employerRequestCreate", input).await;
            } else {
                app.draft(&employer, &hr, 1 + n % 4).await;
            }
            app.clock.advance(TimeDelta::seconds(i64::from(n % 2)));
        }
        for order in [
            json!([]),
            json!([{"field": "HEADCOUNT", "direction": "DESCENDING"}]),
            json!([{"field": "LISTED_AT", "direction": "DESCENDING"}]),
            json!([{"field": "CLOSES_AT", "direction": "ASCENDING"}]),
            json!([{"field": "CLOSES_AT", "direction": "DESCENDING"}, {"field": "HEADCOUNT"}]),
        ] {
            let all = app.send(&hr, LIST, json!({"order": order, "first": 100})).await;
            let all = &all.data()["employerRequests"];
            assert_eq!((&all["totalCount"], &all["totalCountPrecision"]), (&json!(11), &json!("EXACT")));
            let expected: Vec<_> =
                all["nodes"].as_array().unwrap().iter().map(|node| node["id"].clone()).collect();
            assert_eq!(pages(&app, &hr, &order, false).await, expected, "{order} forward");
            assert_eq!(pages(&app, &hr, &order, true).await, expected, "{order} backward");
        }
    }

    async fn a_cursor_works_in_its_own_list_and_order_alone(app: TestApp) {
        let (employer, hr) = app.employer("E").await;
        for n in 1..=3 {
            app.draft(&employer, &hr, n).await;
            app.clock.advance(TimeDelta::milliseconds(1));
        }
        let first = app.send(&hr, LIST, json!({"first": 1})).await;
        let cursor = first.data()["employerRequests"]["pageInfo"]["endCursor"].as_str().unwrap().to_owned();
        let next = app.send(&hr, LIST, json!({"first": 1, "after": cursor})).await;
        assert_eq!(next.data()["employerRequests"]["nodes"][0]["headcount"], 2);
        let other_order = json!({"first": 1, "after": cursor, "order": [{"field": "HEADCOUNT"}]});
        let mut forged = cursor.clone().into_bytes();
        *forged.last_mut().unwrap() ^= 1;
        let forged = json!({"first": 1, "after": String::from_utf8(forged).unwrap()});
        for variables in [other_order, forged, json!({"after": "?"}), json!({"before": ""})] {
            let answer = app.send(&hr, LIST, variables.clone()).await;
            assert_eq!(answer.error(), "CURSOR_MISMATCH", "{variables}");
        }
        let offers = "query($after: String) { collegeOffers(after: $after) { totalCount } }";
        assert_eq!(app.send(&hr, offers, json!({"after": cursor})).await.error(), "CURSOR_MISMATCH");
    }

    async fn pages_of_a_wrong_size_are_refused(app: TestApp) {
        for variables in [
            json!({"first": 0}), json!({"first": -1}), json!({"first": 101}), json!({"last": 0}),
            json!({"first": 1, "last": 1}),
        ] {
            let answer = app.anonymous(LIST, variables.clone()).await;
            assert_eq!(answer.error(), "BAD_USER_INPUT", "{variables}");
        }
    }

    async fn lists_are_filtered_and_searched(app: TestApp) {
        let (employer, hr) = app.employer("E").await;
        for n in 1..=6 {
            app.draft(&employer, &hr, n).await;
        }
        for (filter, search, count) in [
            (json!({"headcount": {"gte": 3, "lt": 6}}), Value::Null, 3),
            (json!({"or": [{"headcount": {"eq": 1}}, {"headcount": {"in": [5, 6]}}]}), Value::Null, 3),
            (json!({"not": {"headcount": {"eq": 1}}, "status": {"eq": "DRAFT"}}), Value::Null, 5),
            (json!({"employerId": {"eq": employer}, "closesAt": {"gte": "2026-12-31"}}), Value::Null, 6),
            (json!({"closesAt": {"isNull": true}}), Value::Null, 0),
            (json!({"headcount": {"in": []}}), Value::Null, 0),
            (json!({"headcount": {"notIn": []}}), Value::Null, 6),
            (json!({"qualificationCode": {"startsWith": "4s0713"}}), Value::Null, 6),
            (json!({"katoCode": {"startsWith": "71"}}), Value::Null, 0),
            (json!({"employer": {"some": {"kind": {"eq": "ENTERPRISE"}}}}), Value::Null, 6),
            (json!({"employer": {"none": {"kind": {"eq": "ENTERPRISE"}}}}), Value::Null, 0),
            (json!({"responses": {"none": {}}}), Value::Null, 6),
            (json!({"kind": {"notIn": ["PRACTICE"]}}), json!("данекерлеуши"), 6),
            (json!(null), json!("СВАРЩИК 0713"), 6),
            (json!(null), json!("danekerleushi"), 6),
            (json!(null), json!("100%"), 0),
            (json!(null), json!("_"), 0),
            (json!(null), json!("R-35-2026-000004"), 1),
        ] {
            let answer = app.send(&hr, LIST, json!({"filter": filter, "search": search})).await;
            assert_eq!(answer.data()["employerRequests"]["totalCount"], count, "{filter} {search}");
        }
    }

    async fn null_is_no_value_to_filter_by(app: TestApp) {
        for (filter, named) in [
            (json!({"status": {"eq": null}}), "filter.status.eq"),
            (json!({"status": {"ne": null, "in": ["DRAFT"]}}), "filter.status.ne"),
            (json!({"status": {"in": null}}), "filter.status.in"),
            (json!({"headcount": {"gte": null}}), "filter.headcount.gte"),
            (json!({"closesAt": {"notIn": null}}), "filter.closesAt.notIn"),
            (json!({"closesAt": {"isNull": null}}), "filter.closesAt.isNull"),
            (json!({"katoCode": {"startsWith": null}}), "filter.katoCode.startsWith"),
            (json!({"or": [{"not": {"clusterId": {"eq": null}}}]}), "filter.clusterId.eq"),
            (json!({"responses": {"some": {"status": {"eq": null}}}}), "filter.status.eq"),
        ] {
            let answer = app.anonymous(LIST, json!({"filter": filter})).await;
            assert_eq!(answer.error(), "BAD_USER_INPUT", "{filter}: {}", answer.body);
            let message = answer.body["errors"][0]["message"].as_str().unwrap();
            assert!(message.contains(named) && message.contains("isNull"), "{filter}: {message}");
        }
        let literal = "{ employerRequests(filter: {headcount: {eq: null}}) { totalCount } }";
        assert_eq!(app.anonymous(literal, json!({})).await.error(), "BAD_USER_INPUT");
        // What is left out does not restrict, and neither does a field without operators.
        let left_out = "query($status: EmployerRequestStatus) {
            employerRequests(filter: {status: {eq: $status}, headcount: null}) { totalCount } }";
        let answer = app.anonymous(left_out, json!({})).await;
        assert_eq!(answer.data()["employerRequests"]["totalCount"], 0);
        assert_eq!(app.anonymous(left_out, json!({"status": null})).await.error(), "BAD_USER_INPUT");
    }

    async fn a_filter_too_deep_or_too_long_is_refused(app: TestApp) {
        let mut deep = json!({"headcount": {"eq": 1}});
        for _ in 0..3 {
            deep = json!({"not": deep});
        }
        assert!(app.anonymous(LIST, json!({"filter": deep})).await.body.get("errors").is_none());
        let long: Vec<_> = (0..201).collect();
        for filter in [
            json!({"not": deep}),
            json!({"headcount": {"in": long}}),
            json!({"or": long.iter().map(|_| json!({})).collect::<Vec<_>>()}),
            json!({"near": {"latitude": 91, "longitude": 0, "radiusKm": 1}}),
            json!({"near": {"latitude": 0, "longitude": 0, "radiusKm": 1001}}),
        ] {
            let answer = app.anonymous(LIST, json!({"filter": filter})).await;
            assert_eq!(answer.error(), "BAD_USER_INPUT", "{filter}");
        }
    }

    async fn a_circle_takes_in_what_lies_within_its_radius(app: TestApp) {
        let (employer, hr) = app.employer("E").await;
        // Astana, Karaganda (some 190 km away) and Almaty (some 970 km).
        for (headcount, latitude, longitude) in
            [(1, 51.1694, 71.4491), (2, 49.8047, 73.1094), (3, 43.2220, 76.8512)]
        {
            let mut terms = terms(headcount);
            terms["latitude"] = json!(latitude);
            terms["longitude"] = json!(longitude);
            let input = json!({"employerId": employer, "terms": terms});
            app.ok(&hr, "employerRequestCreate", input).await;
        }
        app.draft(&employer, &hr, 4).await;
        for (radius, expected) in [(1, 1), (180, 1), (200, 2), (960, 2), (980, 3)] {
            let near = json!({"near": {"latitude": 51.1694, "longitude": 71.4491, "radiusKm": radius}});
            let answer = app.send(&hr, LIST, json!({"filter": near})).await;
            assert_eq!(answer.data()["employerRequests"]["totalCount"], expected, "{radius} km");
        }
    }

    async fn totals_and_facets_are_counted_as_far_as_somebody_pages(app: TestApp) {
        let (employer, hr) = app.employer("E").await;
        let college = app.college("C").await;
        let request = app.published(&employer, &hr, 3).await;
        let response = app.respond(&request, &college, 1).await;
        app.ok(&college.1, "requestResponseWithdraw", json!({"id": response})).await;
        let query = "query($id: ID!) {
            requestResponses { totalCount totalCountPrecision
                facets { field value count countPrecision } }
            employerRequest(id: $id) { responses { totalCount totalCountPrecision } } }";
        let counted = async |n: u64, precision: &str| {
            let (statements, answer) = app.statements(app.send(&hr, query, json!({"id": request}))).await;
            let list = &answer.data()["requestResponses"];
            for total in [list, &answer.data()["employerRequest"]["responses"]] {
                assert_eq!(total["totalCount"], n.min(10_000));
                assert_eq!(total["totalCountPrecision"], precision);
            }
            let facets = list["facets"].as_array().unwrap();
            let states: Vec<_> = facets.iter().filter(|facet| facet["field"] == "STATUS").collect();
            let expected = json!({"field": "STATUS", "value": "WITHDRAWN", "count": n, "countPrecision": precision});
            assert_eq!(states, [&expected]);
            assert!(facets.iter().all(|facet| facet["countPrecision"] == precision), "{facets:?}");
            // Both pages, both totals, the request and the facets.
            assert!(statements <= 6, "{statements}");
        };
        counted(1, "EXACT").await;
        let one = "id IN (SELECT id FROM request_response LIMIT 1)";
        multiply(&app, "request_response", one, 9_999).await;
        // What is made past the application is not told of; this is.
        app.draft(&employer, &hr, 1).await;
        counted(10_000, "EXACT").await;
        multiply(&app, "request_response", one, 500).await;
        app.draft(&employer, &hr, 1).await;
        counted(10_001, "AT_LEAST").await;
    }

    async fn a_list_is_counted_once_and_again_when_something_has_changed(app: TestApp) {
        let (employer, hr) = app.employer("E").await;
        app.published(&employer, &hr, 3).await;
        let total = async || {
            let list = app.anonymous("{ employerRequests { totalCount } }", json!({}));
            let (statements, answer) = app.statements(list).await;
            (answer.data()["employerRequests"]["totalCount"].as_u64().unwrap(), statements)
        };
        assert_eq!([total().await, total().await], [(1, 2), (1, 1)]);
        let other = app.another();
        let elsewhere = async || {
            let origin = Origin { request_id: None, source: "api", purpose: None };
            let session = other.session(Viewer::anonymous(), origin);
            session.count::<EmployerRequest>(&Filter::default()).await.unwrap().counted
        };
        let position = other.catch_up(Position::default()).await.unwrap();
        assert_eq!(elsewhere().await, 1);
        app.published(&employer, &hr, 3).await;
        assert_eq!(total().await, (2, 2));
        // The other application hears of it from the journal.
        assert_eq!(elsewhere().await, 1);
        for _ in 0..10_000 {
            other.catch_up(position).await.unwrap();
            if elsewhere().await == 2 {
                return;
            }
        }
        panic!("the other application has not heard of the change");
    }
}
