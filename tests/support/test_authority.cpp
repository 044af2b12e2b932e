#include "support/test_authority.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <stdexcept>

namespace mailready::test {

namespace {

template <auto cleanup>
struct Deleter {
  template <class T>
  void operator()(T* object) const {
    cleanup(object);
  }
};
using Key = std::unique_ptr<EVP_PKEY, Deleter<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Deleter<X509_free>>;
using Extension = std::unique_ptr<X509_EXTENSION, Deleter<X509_EXTENSION_free>>;
using Memory = std::unique_ptr<BIO, Deleter<BIO_free>>;

void require(bool holds) {
  if (!holds) throw std::runtime_error("OpenSSL makes no certificate");
}

Key make_key() {
  Key key(EVP_EC_gen("P-256"));
  require(key != nullptr);
  return key;
}

template <class Write>
std::string pem(Write write) {
  const Memory memory(BIO_new(BIO_s_mem()));
  require(memory && write(memory.get()) == 1);
  char* text = nullptr;
  const long size = BIO_get_mem_data(memory.get(), &text);
  return {text, static_cast<std::size_t>(size)};
}

std::string pem_of(X509* certificate) {
  return pem([&](BIO* out) { return PEM_write_bio_X509(out, certificate); });
}

std::string pem_of(EVP_PKEY* key) {
  return pem([&](BIO* out) { return PEM_write_bio_PrivateKey(out, key, nullptr, nullptr, 0, nullptr, nullptr); });
}

void extend(X509* certificate, int kind, const std::string& value) {
  const Extension extension(X509V3_EXT_conf_nid(nullptr, nullptr, kind, value.c_str()));
  require(extension && X509_add_ext(certificate, extension.get(), -1) == 1);
}

struct Wanted {
  std::string name;
  long serial = 1;
  std::chrono::seconds lifetime{};
};

/// A certificate that is not signed yet.
Certificate make_certificate(EVP_PKEY* key, const Wanted& wanted) {
  constexpr long version_3 = 2, hour = 3600;
  Certificate certificate(X509_new());
  require(certificate && X509_set_version(certificate.get(), version_3) == 1);
  require(ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), wanted.serial) == 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -hour);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), static_cast<long>(wanted.lifetime.count()));
  require(X509_set_pubkey(certificate.get(), key) == 1);
  const auto* name = reinterpret_cast<const unsigned char*>(wanted.name.c_str());
  require(X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate.get()), "CN", MBSTRING_ASC, name, -1, -1, 0) ==
          1);
  return certificate;
}

}  // namespace

struct TestAuthority::State {
  Key key = make_key();
  Certificate certificate;
  long issued = 1;
};

TestAuthority::TestAuthority(const std::string& name) : state_(std::make_unique<State>()) {
  state_->certificate = make_certificate(state_->key.get(), {.name = name, .lifetime = std::chrono::hours(1)});
  X509* certificate = state_->certificate.get();
  require(X509_set_issuer_name(certificate, X509_get_subject_name(certificate)) == 1);
  extend(certificate, NID_basic_constraints, "critical,CA:TRUE");
  extend(certificate, NID_key_usage, "critical,keyCertSign");
  require(X509_sign(certificate, state_->key.get(), EVP_sha256()) > 0);
}

TestAuthority::~TestAuthority() = default;

std::string TestAuthority::certificate() const { return pem_of(state_->certificate.get()); }

Credentials TestAuthority::issue(const std::string& host, std::chrono::seconds lifetime) const {
  const Key key = make_key();
  const Certificate certificate =
      make_certificate(key.get(), {.name = host, .serial = ++state_->issued, .lifetime = lifetime});
  require(X509_set_issuer_name(certificate.get(), X509_get_subject_name(state_->certificate.get())) == 1);
  extend(certificate.get(), NID_subject_alt_name, "DNS:" + host);
  require(X509_sign(certificate.get(), state_->key.get(), EVP_sha256()) > 0);
  return {.certificate = pem_of(certificate.get()), .key = pem_of(key.get())};
}

}  // namespace mailready::test
