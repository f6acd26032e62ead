// The header is one of C++ as well, and what it declares can be held by what C++ frees by itself.
#include <memory>
#include <string>
#include <string_view>

#include "check.h"

namespace {

struct Free {
    void operator()(store_auth_verifier *it) const { store_auth_verifier_free(it); }
    void operator()(store_auth_settings *it) const { store_auth_settings_free(it); }
};

store_auth_text view(std::string_view text) { return {text.data(), text.size()}; }

}  // namespace

int main() {
    std::unique_ptr<store_auth_settings, Free> settings(store_auth_settings_new());
    CHECK(store_auth_add_key(settings.get(), view(KEY), STORE_AUTH_NO_END, nullptr) == 0);
    std::unique_ptr<store_auth_verifier, Free> verifier(store_auth_verifier_new(settings.get(), nullptr));
    store_auth_verdict verdict{};
    const std::string url = std::string("/feed?") + QUERY;
    CHECK(store_auth_verify_url(verifier.get(), view(url), NOW, &verdict) == STORE_AUTH_AUTHORIZED);
    CHECK(std::string_view(verdict.id, verdict.id_length) == ID);
    std::puts("cpp: lets in whom C lets in");
}
