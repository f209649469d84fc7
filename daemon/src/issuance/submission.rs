//! What a front end submits.

use crate::issuance::card_data::CardData;
use crate::issuance::order::{Approval, OrderReason};
use crate::store::records::RequestKey;

/// What a front end submits, checked.
pub struct Submission {
    /// Request id and content hash.
    pub request: RequestKey,
    /// Account of the operator.
    pub operator: String,
    /// The front end's reference of the case.
    pub subject: String,
    /// Why a card is made.
    pub reason: OrderReason,
    /// Who said yes.
    pub approvals: Vec<Approval>,
    /// Reference of the print-ready mark.
    pub print_ready: String,
    /// What goes on the card.
    pub data: CardData,
    /// SHA-256 of the encoded card data.
    pub card_data_sha256: [u8; 32],
    /// The local enrolment that the data was copied from.
    pub enrolment: Option<String>,
}
