// OpenSSL reads the ASN.1 but makes no EVP_PKEY of it: with 3.0 that takes some 120 microseconds a key, which is more
// than the lookups of a domain in a long list, and decodes keys of any type that a stranger cares to publish.
#include "mail/dkim/rsa_key.h"

#include <openssl/asn1.h>
#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/objects.h>
#include <openssl/x509.h>

#include <memory>

namespace mailready::dkim {

namespace {

struct Free {
  void operator()(ASN1_SEQUENCE_ANY* sequence) const { sk_ASN1_TYPE_pop_free(sequence, ASN1_TYPE_free); }
  void operator()(X509_ALGOR* algorithm) const { X509_ALGOR_free(algorithm); }
  void operator()(BIGNUM* number) const { BN_free(number); }
};
template <class T>
using Handle = std::unique_ptr<T, Free>;

/// Decodes all of `der` by one of OpenSSL's d2i functions; null where it fails or leaves octets over.
template <class T>
Handle<T> decode(T* (*d2i)(T**, const unsigned char**, long), std::string_view der) {
  const auto* at = reinterpret_cast<const unsigned char*>(der.data());
  const unsigned char* const end = at + der.size();
  Handle<T> value(d2i(nullptr, &at, static_cast<long>(der.size())));
  if (!value) ERR_clear_error();
  return at == end ? std::move(value) : nullptr;
}

/// The element at `index` of a sequence, if it is of the ASN.1 type; a negative number counts as a type of its own.
const ASN1_STRING* element(const ASN1_SEQUENCE_ANY* sequence, int index, int type) {
  const ASN1_TYPE* value = sk_ASN1_TYPE_value(sequence, index);
  if (!value || ASN1_TYPE_get(value) != type) return nullptr;
  return ASN1_STRING_type(value->value.asn1_string) == type ? value->value.asn1_string : nullptr;
}

std::string_view octets(const ASN1_STRING* string) {
  return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(string)),
          static_cast<std::size_t>(ASN1_STRING_length(string))};
}

/// RSAPublicKey ::= SEQUENCE { modulus INTEGER, publicExponent INTEGER }.
std::optional<int> bits_of_rsa_public_key(std::string_view der) {
  const auto sequence = decode(d2i_ASN1_SEQUENCE_ANY, der);
  if (!sequence || sk_ASN1_TYPE_num(sequence.get()) != 2) return std::nullopt;
  const ASN1_STRING* modulus = element(sequence.get(), 0, V_ASN1_INTEGER);
  const ASN1_STRING* exponent = element(sequence.get(), 1, V_ASN1_INTEGER);
  if (!modulus || !exponent) return std::nullopt;
  const Handle<BIGNUM> number(ASN1_INTEGER_to_BN(modulus, nullptr));
  if (!number || BN_is_zero(number.get())) return std::nullopt;
  return BN_num_bits(number.get());
}

/// SubjectPublicKeyInfo ::= SEQUENCE { algorithm AlgorithmIdentifier, subjectPublicKey BIT STRING }
std::optional<int> bits_of_public_key_info(std::string_view der) {
  const auto sequence = decode(d2i_ASN1_SEQUENCE_ANY, der);
  if (!sequence || sk_ASN1_TYPE_num(sequence.get()) != 2) return std::nullopt;
  const ASN1_STRING* identifier = element(sequence.get(), 0, V_ASN1_SEQUENCE);
  const ASN1_STRING* key = element(sequence.get(), 1, V_ASN1_BIT_STRING);
  if (!identifier || !key) return std::nullopt;
  const auto algorithm = decode(d2i_X509_ALGOR, octets(identifier));
  if (!algorithm) return std::nullopt;
  const ASN1_OBJECT* object = nullptr;
  X509_ALGOR_get0(&object, nullptr, nullptr, algorithm.get());
  if (OBJ_obj2nid(object) != NID_rsaEncryption) return std::nullopt;
  return bits_of_rsa_public_key(octets(key));
}

}  // namespace

std::optional<int> rsa_modulus_bits(std::string_view der) {
  if (const auto bits = bits_of_public_key_info(der)) return bits;
  return bits_of_rsa_public_key(der);
}

}  // namespace mailready::dkim
