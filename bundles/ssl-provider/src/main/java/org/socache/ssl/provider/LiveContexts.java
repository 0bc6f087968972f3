// SPDX-License-Identifier: Apache-2.0
package org.socache.ssl.provider;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.socache.ssl.provider.spi.ContextAttachment;
import org.socache.ssl.provider.spi.ServerContext;
import org.socache.ssl.provider.spi.ServerContexts;

/**
 * Brings contexts and attachments together, whichever comes first: Pax Web may open its connectors before the caches are
 * configured, and a renewed certificate means a new context. Contexts are held weakly: a closed connector's is gone.
 */
final class LiveContexts implements ServerContexts {

    private static final Logger LOG = LoggerFactory.getLogger(LiveContexts.class);

    private final List<WeakReference<ServerContext>> contexts = new ArrayList<>();
    private final List<ContextAttachment> attachments = new ArrayList<>();

    synchronized void addAttachment(ContextAttachment attachment) {
        attachments.add(attachment);
        live().forEach(context -> guarded(attachment, context, () -> attachment.attach(context)));
    }

    synchronized void removeAttachment(ContextAttachment attachment) {
        attachments.remove(attachment);
        live().forEach(context -> guarded(attachment, context, () -> attachment.detach(context)));
    }

    /** Called with every context the provider makes; see {@link HoldingKeyManager} for what keeps it alive. */
    synchronized void opened(ServerContext context) {
        contexts.removeIf(reference -> reference.get() == null);
        contexts.add(new WeakReference<>(context));
        toEach(context, attachment -> attachment.attach(context));
    }

    private synchronized void closed(ServerContext context) {
        contexts.removeIf(reference -> reference.get() == null || reference.get() == context);
        toEach(context, attachment -> attachment.detach(context));
    }

    private void toEach(ServerContext context, Consumer<ContextAttachment> call) {
        attachments.forEach(attachment -> guarded(attachment, context, () -> call.accept(attachment)));
    }

    /** A cache that cannot attach must not cost the connector: TLS goes on without it. */
    private static void guarded(ContextAttachment attachment, ServerContext context, Runnable call) {
        try {
            call.run();
        } catch (RuntimeException | LinkageError e) {
            LOG.error("{} failed on TLS {}; the connector goes on without it", attachment, context, e);
        }
    }

    @Override
    public synchronized List<ServerContext> live() {
        return contexts.stream()
                .map(WeakReference::get)
                .filter(Objects::nonNull)
                .toList();
    }

    @Override
    public Attached attach(SSLContext context, String name) {
        Credentials credentials = JsseCredentials.of(context);
        ServerContext opened = new ServerContext(name, context, credentials.chains(), credentials.trust());
        opened(opened);
        return () -> closed(opened); // and this handle keeps it alive
    }
}
