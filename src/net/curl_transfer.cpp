#include "net/curl_transfer.h"

#include <fmt/format.h>

#include <string_view>

#include "base/text.h"

namespace mailready::net {
namespace {

constexpr std::size_t most_header_octets = 32 * 1024;
constexpr std::uint16_t https_port = 443;

/// Every option is one that this libcurl knows, and no value is malformed: anything else is a mistake in this file.
template <class Value>
void set(CURL* easy, CURLoption option, Value value) {
  if (const CURLcode code = curl_easy_setopt(easy, option, value); code != CURLE_OK)
    throw std::runtime_error(
        fmt::format("libcurl takes no option {}: {}", static_cast<int>(option), curl_easy_strerror(code)));
}

CurlList list_of(const std::string& text) {
  CurlList list(curl_slist_append(nullptr, text.c_str()));
  if (!list) throw std::bad_alloc();
  return list;
}

std::string bracketed(const IpAddress& address) {
  return address.family == Family::ipv6 ? "[" + address.to_string() + "]" : address.to_string();
}

FetchFailure::Kind kind_of(CURLcode code) {
  using Kind = FetchFailure::Kind;
  switch (static_cast<int>(code)) {
    case CURLE_COULDNT_CONNECT:
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_INTERFACE_FAILED:
      return Kind::unreachable;
    case CURLE_OPERATION_TIMEDOUT:
      return Kind::timed_out;
    case CURLE_PEER_FAILED_VERIFICATION:
      return Kind::certificate;
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CRL_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
      return Kind::trust_store;
    case CURLE_FILESIZE_EXCEEDED:
      return Kind::too_large;
    default:
      return Kind::broken;
  }
}

/// libcurl's words without those that the kind says already.
std::string_view without_prefix(std::string_view words) {
  for (const std::string_view prefix : {"SSL certificate problem: ", "SSL: "})
    if (words.starts_with(prefix)) return words.substr(prefix.size());
  return words;
}

}  // namespace

CurlTransfer::CurlTransfer(const asio::any_io_executor& executor, const Request& request, std::uint16_t port,
                           const std::vector<IpAddress>& addresses, const CurlOptions& options)
    : max_octets_(request.max_octets), done_(executor), share_(curl_share_init()), easy_(curl_easy_init()) {
  if (!share_ || !easy_) throw std::bad_alloc();
  curl_share_setopt(share_.get(), CURLSHOPT_SHARE, CURL_LOCK_DATA_DNS);
  set(easy_.get(), CURLOPT_PRIVATE, static_cast<void*>(this));
  set(easy_.get(), CURLOPT_ERRORBUFFER, error_.data());
  set_target(request, port, addresses);
  set_trust(options);
  set_limits(options);
}

void CurlTransfer::set_target(const Request& request, std::uint16_t port, const std::vector<IpAddress>& addresses) {
  CURL* easy = easy_.get();
  std::vector<std::string> texts;
  for (const IpAddress& address : addresses) texts.push_back(bracketed(address));
  set(easy, CURLOPT_URL, ("https://" + request.host + request.path).c_str());
  set(easy, CURLOPT_SHARE, share_.get());
  addresses_ = list_of(fmt::format("{}:{}:{}", request.host, port, join(texts, ",")));
  set(easy, CURLOPT_RESOLVE, addresses_.get());
  connect_to_ = list_of(fmt::format("{0}:{1}:{0}:{2}", request.host, https_port, port));
  set(easy, CURLOPT_CONNECT_TO, connect_to_.get());
  set(easy, CURLOPT_PROTOCOLS_STR, "https");
  set(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  set(easy, CURLOPT_FOLLOWLOCATION, 0L);
  set(easy, CURLOPT_USERAGENT, "mailready");
  set(easy, CURLOPT_PROXY, "");  // empty: none, whatever the environment says
  set(easy, CURLOPT_NOPROXY, "*");
  set(easy, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
  set(easy, CURLOPT_ACCEPT_ENCODING, static_cast<const char*>(nullptr));
  set(easy, CURLOPT_HTTP_CONTENT_DECODING, 0L);
}

void CurlTransfer::set_trust(const CurlOptions& options) {
  CURL* easy = easy_.get();
  set(easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  set(easy, CURLOPT_SSL_VERIFYPEER, 1L);
  set(easy, CURLOPT_SSL_VERIFYHOST, 2L);
  set(easy, CURLOPT_SSL_SESSIONID_CACHE, 0L);
  if (options.ca_file.empty()) return;
  set(easy, CURLOPT_CAINFO, options.ca_file.c_str());
  set(easy, CURLOPT_CAPATH, static_cast<const char*>(nullptr));
}

void CurlTransfer::set_limits(const CurlOptions& options) {
  CURL* easy = easy_.get();
  set(easy, CURLOPT_NOSIGNAL, 1L);
  set(easy, CURLOPT_FRESH_CONNECT, 1L);
  set(easy, CURLOPT_FORBID_REUSE, 1L);
  // libcurl shares this time out among the addresses, so that a dead one leaves some for the next.
  set(easy, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options.timeout.count()));
  set(easy, CURLOPT_HEADERFUNCTION, &CurlTransfer::on_header);
  set(easy, CURLOPT_HEADERDATA, static_cast<void*>(this));
  set(easy, CURLOPT_WRITEFUNCTION, &CurlTransfer::on_body);
  set(easy, CURLOPT_WRITEDATA, static_cast<void*>(this));
}

CurlTransfer& CurlTransfer::of(CURL* handle) {
  void* self = nullptr;
  curl_easy_getinfo(handle, CURLINFO_PRIVATE, &self);
  return *static_cast<CurlTransfer*>(self);
}

std::size_t CurlTransfer::on_header(char*, std::size_t size, std::size_t count, void* self) noexcept {
  auto& transfer = *static_cast<CurlTransfer*>(self);
  transfer.header_octets_ += size * count;
  return transfer.header_octets_ <= most_header_octets ? size * count : 0;
}

std::size_t CurlTransfer::on_body(char* octets, std::size_t size, std::size_t count, void* self) noexcept {
  auto& transfer = *static_cast<CurlTransfer*>(self);
  const std::size_t room = transfer.max_octets_ - transfer.body_.size(), length = size * count;
  transfer.body_.append(octets, std::min(room, length));
  transfer.body_is_cut_ = length > room;
  return transfer.body_is_cut_ ? 0 : length;  // less than was given ends the transfer
}

void CurlTransfer::finish(CURLcode code) {
  code_ = code;
  done_.happen();
}

asio::awaitable<FetchReply> CurlTransfer::reply() {
  co_await done_.wait();
  co_return result();
}

int CurlTransfer::status() const {
  long status = 0;
  curl_easy_getinfo(easy_.get(), CURLINFO_RESPONSE_CODE, &status);
  return static_cast<int>(status);
}

FetchReply CurlTransfer::result() const {
  constexpr int ok = 200;
  if (body_is_cut_ && status() == ok)
    return FetchFailure{FetchFailure::Kind::too_large, fmt::format("the body is longer than {} octets", max_octets_)};
  if (code_ != CURLE_OK && !body_is_cut_) return failure();
  const char* type = nullptr;
  curl_easy_getinfo(easy_.get(), CURLINFO_CONTENT_TYPE, &type);
  return Response{.status = status(), .content_type = type ? type : "", .body = body_};
}

FetchFailure CurlTransfer::failure() const {
  if (header_octets_ > most_header_octets)
    return {FetchFailure::Kind::broken, fmt::format("the header is longer than {} octets", most_header_octets)};
  const std::string_view words = error_.front() != '\0' ? error_.data() : curl_easy_strerror(code_);
  return {kind_of(code_), printable(without_prefix(words))};
}

}  // namespace mailready::net
