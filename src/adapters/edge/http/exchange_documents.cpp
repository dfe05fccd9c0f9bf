// Exchange, documents: what was written before the first request, sent as it is.

#include "adapters/edge/http/document.hpp"
#include "adapters/edge/http/entity_tag.hpp"
#include "adapters/edge/http/exchange.hpp"

namespace hapax::http {

void Exchange::take_document(const Incoming& incoming, const Endpoint& endpoint) {
    const Document& document = *endpoint.document;
    const Rendering& rendering = chosen(document, incoming.request.field(Field::accept));
    const bool known = tag_listed(incoming.request.field(Field::if_none_match), rendering.etag);
    Response response{.status = known ? 304U : 200U};
    if (!known) response.content_type = rendering.media_type;
    response.etag = rendering.etag;
    response.correlation_id = incoming.correlation_id;
    response.traceparent = incoming.traceparent;
    response.more_fields = document.fields;
    respond(incoming.session, incoming.turn, response, rendering.body);
}

}  // namespace hapax::http
