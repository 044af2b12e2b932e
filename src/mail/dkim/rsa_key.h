// The size of an RSA public key in DER.
#pragma once
#include <optional>
#include <string_view>

namespace mailready::dkim {

/// The bits of the modulus of an RSA key, given as SubjectPublicKeyInfo (RFC 5280, section 4.1) or as the bare
/// RSAPublicKey (RFC 8017, appendix A.1.1) that RFC 6376 speaks of; verifiers take both. Nothing where `der` is
/// neither, or goes on behind its end.
std::optional<int> rsa_modulus_bits(std::string_view der);

}  // namespace mailready::dkim
