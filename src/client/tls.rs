//! TLS: whose certificates are trusted, and what a handshake that failed says in words.

use crate::domain::{CallError, Tls, clean::clean};
use jiff::Timestamp;
use reqwest::ClientBuilder;
use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme,
    client::{
        WebPkiServerVerifier,
        danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
        verify_server_name,
    },
    crypto::CryptoProvider,
    pki_types::{CertificateDer, ServerName, UnixTime, pem::PemObject as _},
    server::ParsedCertificate,
};
use rustls_platform_verifier::Verifier;
use std::{
    io::{self, Read as _},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

/// The longest reason of the system that is shown, in characters.
const MAX_REASON: usize = 160;
/// What a text file may begin with, to say that it is UTF-8.
const MARK: &[u8] = "\u{feff}".as_bytes();

/// Chooses the cryptography: reqwest panics while it builds a client if nobody has.
pub fn install() {
    #[cfg(feature = "ring")]
    let provider = rustls::crypto::ring::default_provider();
    #[cfg(not(feature = "ring"))]
    let provider = rustls::crypto::aws_lc_rs::default_provider();
    // An error says that one was installed before: as good.
    let _ = provider.install_default();
}

/// A client that does not look for the system's certificates, which a machine may lack.
pub fn without_certificates(builder: ClientBuilder) -> ClientBuilder {
    builder.tls_certs_only([])
}

/// A client that trusts the system's certificates, and those of a file beside them. They are loaded once per run, whatever the number of
/// clients: the system's are hundreds of files on some machines.
pub async fn with_certificates(builder: ClientBuilder, ca_file: Option<&Path>) -> Result<ClientBuilder, CallError> {
    static LOADED: Mutex<Vec<(Option<PathBuf>, ClientConfig)>> = Mutex::new(Vec::new());
    let ca_file = ca_file.map(Path::to_owned);
    let loading = tokio::task::spawn_blocking(move || {
        // Held while loading: whoever wants the same waits for it.
        let mut loaded = LOADED.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, config)) = loaded.iter().find(|(file, _)| *file == ca_file) {
            return Ok(config.clone());
        }
        let config = match &ca_file {
            Some(path) => {
                with_file(path).map_err(|why| format!("ca-file {}: {}", path.display(), clean(&why, MAX_REASON)))?
            }
            None => system().map_err(|why| clean(&why, MAX_REASON))?,
        };
        loaded.push((ca_file, config.clone()));
        Ok(config)
    });
    let loaded = loading.await.unwrap_or_else(|error| Err(error.to_string()));
    loaded.map(|config| builder.tls_backend_preconfigured(config)).map_err(|why: String| CallError::unusable(why))
}

fn system() -> Result<ClientConfig, String> {
    let provider = CryptoProvider::get_default().ok_or("there is no cryptography")?;
    let verifier = Verifier::new(provider.clone()).map_err(|error| words(&error).1)?;
    config(provider, Arc::new(verifier))
}

fn config(provider: &Arc<CryptoProvider>, verifier: Arc<dyn ServerCertVerifier>) -> Result<ClientConfig, String> {
    let builder = ClientConfig::builder_with_provider(provider.clone()).with_safe_default_protocol_versions();
    let builder = builder.map_err(|error| words(&error).1)?.dangerous();
    let mut config = builder.with_custom_certificate_verifier(verifier).with_no_client_auth();
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(config)
}

fn with_file(path: &Path) -> Result<ClientConfig, String> {
    // The largest bundles have a few hundred KiB.
    let mut text = Vec::new();
    let file = std::fs::File::open(path);
    file.and_then(|file| file.take(8 << 20).read_to_end(&mut text)).map_err(|error| error.to_string())?;
    let given = CertificateDer::pem_slice_iter(text.strip_prefix(MARK).unwrap_or(&text));
    let given: Vec<CertificateDer<'static>> =
        given.collect::<Result<_, _>>().map_err(|_| "is damaged: not PEM throughout".to_owned())?;
    if given.is_empty() {
        return Err("holds no certificate in PEM form (-----BEGIN CERTIFICATE-----)".to_owned());
    }
    let provider = CryptoProvider::get_default().ok_or("there is no cryptography")?;
    let mut roots = RootCertStore::empty();
    for certificate in &given {
        roots.add(certificate.clone()).map_err(|_| "holds a certificate that cannot be read".to_owned())?;
    }
    let alone = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider.clone()).build();
    let verifier = Trust {
        all: Verifier::new_with_extra_roots(given.iter().cloned(), provider.clone())
            .map_err(|error| words(&error).1)?,
        alone: alone.map_err(|error| error.to_string())?,
        given,
    };
    config(provider, Arc::new(verifier))
}

/// Trusts whom the system trusts, whom the certificates of a file sign, and these certificates themselves: a server may show one of them
/// as its own, as curl takes it. rustls refuses that of an authority's certificate.
#[derive(Debug)]
struct Trust {
    all: Verifier,
    alone: Arc<WebPkiServerVerifier>,
    given: Vec<CertificateDer<'static>>,
}

impl ServerCertVerifier for Trust {
    fn verify_server_cert(
        &self,
        server: &CertificateDer<'_>,
        between: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let found = self.all.verify_server_cert(server, between, name, ocsp, now);
        if found.is_ok() || !self.given.contains(server) {
            return found;
        }
        match self.alone.verify_server_cert(server, &[], name, ocsp, now) {
            // Who signed it is asked for last, and what it is for behind its dates: these are good. The name is not looked at before.
            Err(Error::InvalidCertificate(error))
                if error == CertificateError::UnknownIssuer || is_authority(&error) =>
            {
                verify_server_name(&ParsedCertificate::try_from(server)?, name)?;
                Ok(ServerCertVerified::assertion())
            }
            found => found,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.alone.verify_tls12_signature(message, certificate, signature)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.alone.verify_tls13_signature(message, certificate, signature)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.alone.supported_verify_schemes()
    }
}

/// Whether a certificate was refused because it is an authority's. The type of this error is that of a crate below rustls.
fn is_authority(error: &CertificateError) -> bool {
    matches!(error, CertificateError::Other(other) if other.0.to_string() == "CaUsedAsEndEntity")
}

/// What of TLS made a call fail, in words; `None` where it was something else.
pub fn explain(error: &(dyn std::error::Error + 'static)) -> Option<(Tls, String)> {
    let mut source = Some(error);
    while let Some(error) = source {
        if let Some(found) = error.downcast_ref::<Error>() {
            return Some(words(found));
        }
        // `source` of an `io::Error` skips the error that it wraps.
        let wrapped = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        source = wrapped.map(|wrapped| wrapped as &(dyn std::error::Error + 'static)).or_else(|| error.source());
    }
    None
}

/// What rustls says is mostly the names of its own types.
fn words(error: &Error) -> (Tls, String) {
    match error {
        Error::InvalidCertificate(error) => of_certificate(error),
        Error::NoCertificatesPresented => (Tls::Certificate, "the server shows no certificate".to_owned()),
        Error::InvalidMessage(_) | Error::InappropriateMessage { .. } => {
            (Tls::Handshake, "what answers at this address and port does not speak TLS".to_owned())
        }
        Error::AlertReceived(alert) => {
            (Tls::Handshake, format!("the server broke off the handshake (TLS alert {})", u8::from(*alert)))
        }
        Error::PeerIncompatible(_) | Error::NoApplicationProtocol => {
            (Tls::Handshake, "the server offers no TLS version and cipher that are safe".to_owned())
        }
        Error::General(text) => (Tls::Handshake, text.clone()),
        _ => (Tls::Handshake, "the server does not keep to the rules of TLS".to_owned()),
    }
}

fn of_certificate(error: &CertificateError) -> (Tls, String) {
    use CertificateError as E;
    let date = |time: &UnixTime| {
        let at = i64::try_from(time.as_secs()).ok().and_then(|second| Timestamp::from_second(second).ok());
        at.map(|at| at.to_string()).unwrap_or_default()
    };
    let (kind, what) = match error {
        E::UnknownIssuer => (Tls::Untrusted, "is signed by nobody who is trusted here".to_owned()),
        error if is_authority(error) => (Tls::Untrusted, "is an authority's own, and not in the --ca-file".to_owned()),
        E::NotValidForNameContext { expected, presented } if !presented.is_empty() => {
            let names = presented.iter().map(|name| name_of(name)).collect::<Vec<_>>().join(", ");
            (Tls::Name, format!("is for {names}, not for {}", expected.to_str()))
        }
        E::NotValidForName | E::NotValidForNameContext { .. } => (Tls::Name, "is for another name".to_owned()),
        E::ExpiredContext { not_after, .. } => (Tls::Dates, format!("ended at {}", date(not_after))),
        E::Expired => (Tls::Dates, "has ended".to_owned()),
        E::NotValidYetContext { not_before, .. } => (Tls::Dates, format!("begins at {}", date(not_before))),
        E::NotValidYet => (Tls::Dates, "has not begun".to_owned()),
        E::Revoked => (Tls::Certificate, "was revoked".to_owned()),
        E::BadSignature => (Tls::Certificate, "has a wrong signature".to_owned()),
        E::InvalidPurpose | E::InvalidPurposeContext { .. } => (Tls::Certificate, "is not for servers".to_owned()),
        _ => (Tls::Certificate, "cannot be read or checked".to_owned()),
    };
    (kind, format!("the server's certificate {what}"))
}

/// A name as rustls lists it, `DnsName("efile.example.cn")`, without what is around it.
fn name_of(listed: &str) -> &str {
    let inner = listed.split_once('(').and_then(|(_, rest)| rest.strip_suffix(')')).unwrap_or(listed);
    inner.trim_matches('"')
}
