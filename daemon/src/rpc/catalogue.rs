//! `CatalogueService`: what a front end can know before it sends anything.

mod fields;

use crate::condition::{Reason, Row};
use crate::counter::Counter;
use crate::rpc::station::profile_name;
use crate::rpc::status::code_name;
use loket_card::signature_bitmap::{HEIGHT, WIDTH};
use loket_proto::v1;
use loket_proto::v1::catalogue_service_server::CatalogueService;
use tonic::{Request, Response, Status};

/// Serves tables; nothing here blocks.
pub struct CatalogueRpc(pub Counter);

#[tonic::async_trait]
impl CatalogueService for CatalogueRpc {
    async fn describe_profile(
        &self,
        _request: Request<v1::DescribeProfileRequest>,
    ) -> Result<Response<v1::DescribeProfileResponse>, Status> {
        let limits = &self.0.base.config.chip.limits;
        Ok(Response::new(v1::DescribeProfileResponse {
            profile: profile_name(),
            layout: self.0.base.layout.name().to_owned(),
            fields: fields::all(),
            chip_budget: number(limits.budget),
            photo_budget: number(limits.photo),
            template_budget: number(limits.template),
            signature_width: number(WIDTH),
            signature_height: number(HEIGHT),
        }))
    }

    async fn list_conditions(
        &self,
        _request: Request<v1::ListConditionsRequest>,
    ) -> Result<Response<v1::ListConditionsResponse>, Status> {
        let rows = Reason::ALL.iter().map(|reason| row_message(&reason.row()));
        Ok(Response::new(v1::ListConditionsResponse {
            rows: rows.collect(),
        }))
    }
}

/// Sizes are far below four thousand million.
fn number(size: usize) -> u32 {
    u32::try_from(size).unwrap_or(u32::MAX)
}

fn row_message(row: &Row) -> v1::ConditionRow {
    v1::ConditionRow {
        reason: row.name.to_owned(),
        family: row.family.word().to_owned(),
        code: code_name(row.family).to_owned(),
        who: row.who.to_owned(),
        retry: row.retry.to_owned(),
        card: row.card.word().unwrap_or_default().to_owned(),
        place: row.place.word().unwrap_or_default().to_owned(),
        remedy_en: row.remedy_en.to_owned(),
        remedy_id: row.remedy_id.to_owned(),
    }
}
