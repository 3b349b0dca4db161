//! What the API promises, and that the rest of the project knows the same routes.

use std::{collections::BTreeSet, fs, path::PathBuf, sync::OnceLock};

use serde_json::Value;

use crate::world::{Answer, World};

/// What holds for every answer: it is data that nobody keeps, and it is documented.
pub(crate) fn check(method: &str, path: &str, answer: &Answer) {
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    if answer.status < 400 {
        return;
    }
    assert_eq!(answer.header("content-type"), "application/problem+json");
    let problem = answer.json();
    assert_eq!(problem["status"], answer.status);
    if let Some(operation) = operation(method, path) {
        let documented = operation["responses"][answer.status.to_string()]["description"].as_str();
        let documented = documented.unwrap_or_default();
        let kind = problem["type"].as_str().unwrap();
        let promised = documented.contains(&format!("`{kind}`"));
        assert!(promised, "{method} {path} does not document {kind}");
    }
}

fn operation(method: &str, path: &str) -> Option<Value> {
    let path = path.split('?').next()?;
    let fits = |template: &str| {
        let segments: Vec<_> = template.split('/').collect();
        let given: Vec<_> = path.split('/').collect();
        let same = |(one, other): (&&str, &&str)| {
            (one.starts_with('{') && !other.is_empty()) || one == other
        };
        segments.len() == given.len() && segments.iter().zip(&given).all(same)
    };
    let paths = document()["paths"].as_object()?;
    let (_, item) = paths.iter().find(|(template, _)| fits(template))?;
    item.get(method.to_lowercase()).cloned()
}

/// The OpenAPI document.
fn document() -> &'static Value {
    static DOCUMENT: OnceLock<Value> = OnceLock::new();
    DOCUMENT.get_or_init(|| {
        let ask = async {
            let request = axum::http::Request::get("/v1/openapi.json");
            let request = request.body(axum::body::Body::empty()).unwrap();
            crate::world::send(World::new().router(), request).await
        };
        std::thread::scope(|threads| {
            let asked = threads.spawn(|| {
                let runtime = tokio::runtime::Builder::new_current_thread().build();
                runtime.unwrap().block_on(ask).json()
            });
            asked.join().unwrap()
        })
    })
}

fn root(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .join(path)
}

fn routes() -> BTreeSet<String> {
    let paths = document()["paths"].as_object().unwrap();
    let of_path = |(path, item): (&String, &Value)| -> Vec<String> {
        let methods = item.as_object().unwrap().keys();
        methods
            .map(|method| format!("{} {path}", method.to_uppercase()))
            .collect()
    };
    paths.iter().flat_map(of_path).collect()
}

#[test]
fn the_api_is_the_one_that_was_reviewed() {
    insta::assert_snapshot!("openapi", serde_json::to_string_pretty(document()).unwrap());
}

#[test]
fn the_document_is_openapi_3_1() {
    assert_eq!(document()["openapi"], "3.1.0");
}

#[test]
fn the_template_declares_exactly_the_routes_that_are_served() {
    let template = fs::read_to_string(root("template.yaml")).unwrap();
    let keys = template.split("RouteKey: \"").skip(1);
    let declared: BTreeSet<_> = keys
        .map(|rest| rest.split('"').next().unwrap().to_owned())
        .collect();
    assert_eq!(declared, routes());
}

#[test]
fn every_route_but_health_asks_for_a_signature() {
    assert_eq!(document()["security"][0]["sigv4"], serde_json::json!([]));
    for (path, item) in document()["paths"].as_object().unwrap() {
        for operation in item.as_object().unwrap().values() {
            let open = operation.get("security").is_some();
            assert_eq!(open, path == "/v1/health", "{path}");
        }
    }
}

#[test]
fn the_page_about_the_api_shows_every_route_and_every_problem() {
    let page = fs::read_to_string(root("docs/api.md")).unwrap();
    for route in routes() {
        assert!(page.contains(&format!("`{route}`")), "{route} is not there");
    }
    let text = document().to_string();
    for rest in text.split("`/problems/").skip(1) {
        let kind = format!("`/problems/{}`", rest.split('`').next().unwrap());
        assert!(page.contains(&kind), "{kind} is not there");
    }
}

#[tokio::test]
async fn the_schema_of_policies_is_served_as_it_is_checked_in() {
    let answer = World::new().get("/v1/policy.schema.json").await;
    assert_eq!(answer.header("content-type"), "application/schema+json");
    let checked_in = fs::read_to_string(root("docs/policy.schema.json")).unwrap();
    assert_eq!(answer.text, checked_in);
}

#[tokio::test]
async fn health_needs_nothing() {
    let health = World::new().get("/v1/health").await.ok();
    assert_eq!(health["status"], "ok");
    assert_eq!(health["version"], env!("CARGO_PKG_VERSION"));
}
