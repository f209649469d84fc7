//! What may be done with leases.

use clap::Subcommand;

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum LeaseCommand {
    /// Take devices for exclusive use; prints the token that shows the lease (LOKET_LEASE, --lease).
    Take {
        /// Names from the config file.
        #[arg(required = true, value_name = "DEVICE")]
        devices: Vec<String>,
        /// How long it lasts without a sign of life.
        #[arg(long, default_value_t = 60, value_parser = clap::value_parser!(u32).range(5..=600))]
        seconds: u32,
        /// Keep it alive, and show its changes, until this command is ended.
        #[arg(long)]
        hold: bool,
    },
    /// All leases in force.
    List,
    /// Give a lease back.
    Release {
        /// Its token.
        #[arg(required_unless_present = "fence")]
        token: Option<String>,
        /// Instead: end the lease with this number, which its holder forgot; needs `--role supervisor`.
        #[arg(long, conflicts_with = "token", value_name = "NUMBER")]
        fence: Option<u64>,
    },
}
