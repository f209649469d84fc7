//! Prompts: both workflows driven by them alone, and answers that come twice, late, or from two places at once.

mod answers;
mod flow;
mod races;
