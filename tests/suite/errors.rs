//! No call of the API ends with an error outside the table of conditions, whatever is sent.

use loket_proto::v1::catalogue_service_client::CatalogueServiceClient;
use loket_proto::{DESCRIPTORS, v1};
use loket_tests::front_end::reason;
use loket_tests::lonely::{Lonely, lonely};
use prost::Message;
use prost_types::FileDescriptorSet;
use std::collections::BTreeMap;
use tonic::codegen::http::uri::PathAndQuery;
use tonic::transport::{Channel, Endpoint};
use tonic::{Request, Status};
use tonic_prost::ProstCodec;

/// Names something that does not exist wherever the first field is text or bytes, and is malformed elsewhere.
#[derive(Clone, PartialEq, Message)]
struct Named {
    #[prost(string, tag = "1")]
    first: String,
}

/// Malformed wherever the first fields are not numbers.
#[derive(Clone, PartialEq, Message)]
struct Numbers {
    #[prost(fixed64, tag = "1")]
    first: u64,
    #[prost(fixed32, tag = "2")]
    second: u32,
}

/// The methods of `loket.v1` by path.
fn paths() -> Vec<String> {
    let all = FileDescriptorSet::decode(DESCRIPTORS).unwrap();
    let ours = all.file.iter().filter(|file| file.package() == "loket.v1");
    let services = ours.flat_map(|file| &file.service);
    services
        .flat_map(|service| {
            let method = |method: &prost_types::MethodDescriptorProto| {
                format!("/loket.v1.{}/{}", service.name(), method.name())
            };
            service.method.iter().map(method)
        })
        .collect()
}

/// The first answer, whatever it is, or the refusal.
async fn ask<M>(channel: &Channel, path: &str, message: M) -> Result<(), Status>
where
    M: Message + Default + 'static,
{
    let mut client = tonic::client::Grpc::new(channel.clone());
    client.ready().await.unwrap();
    let path = PathAndQuery::try_from(path).unwrap();
    let codec = ProstCodec::<M, ()>::default();
    let answers = client
        .server_streaming(Request::new(message), path, codec)
        .await?;
    answers.into_inner().message().await.map(drop)
}

async fn table(channel: &Channel) -> BTreeMap<String, v1::ConditionRow> {
    let mut catalogue = CatalogueServiceClient::new(channel.clone());
    let request = v1::ListConditionsRequest {};
    let rows = catalogue.list_conditions(request).await.unwrap();
    let rows = rows.into_inner().rows;
    rows.into_iter()
        .map(|row| (row.reason.clone(), row))
        .collect()
}

async fn channel(counter: &Lonely) -> Channel {
    let address = format!("unix:{}", counter.socket.display());
    Endpoint::from_shared(address)
        .unwrap()
        .connect()
        .await
        .unwrap()
}

#[tokio::test]
async fn no_call_ends_with_an_error_outside_the_table() {
    let counter = lonely().await.unwrap();
    let channel = channel(&counter).await;
    let table = table(&channel).await;
    let mut refused = 0;
    let mut paths = paths();
    paths.push("/loket.v1.StationService/NoSuchCall".to_owned());
    paths.push("/loket.v1.NoSuchService/Call".to_owned());
    for path in paths {
        let first = "no such thing".to_owned();
        let outcomes = [
            ask(&channel, &path, ()).await,
            ask(&channel, &path, Named { first }).await,
            ask(
                &channel,
                &path,
                Numbers {
                    first: 7,
                    second: 7,
                },
            )
            .await,
        ];
        for status in outcomes.into_iter().filter_map(Result::err) {
            let row = table.get(&reason(&status));
            let row = row.unwrap_or_else(|| panic!("{path}: {status:?}"));
            let code = format!("{:?}", status.code()).to_uppercase();
            assert_eq!(row.code.replace('_', ""), code, "{path}");
            refused += 1;
        }
    }
    assert!(refused > 50, "only {refused} refusals were looked at");
}

#[tokio::test]
async fn a_message_that_is_too_large_is_named() {
    let counter = lonely().await.unwrap();
    let channel = channel(&counter).await;
    let first = "x".repeat(9 << 20);
    let refused = ask(
        &channel,
        "/loket.v1.IssuanceService/GetOrder",
        Named { first },
    )
    .await;
    assert_eq!(reason(&refused.unwrap_err()), "MESSAGE_TOO_LARGE");
}
