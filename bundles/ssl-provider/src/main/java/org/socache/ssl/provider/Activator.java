// SPDX-License-Identifier: Apache-2.0
package org.socache.ssl.provider;

import org.osgi.annotation.bundle.Header;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.util.tracker.ServiceTracker;
import org.osgi.util.tracker.ServiceTrackerCustomizer;
import org.socache.ssl.provider.spi.ContextAttachment;
import org.socache.ssl.provider.spi.ServerContexts;

/**
 * Registers the security provider as soon as the bundle starts. Not a component: the provider must be there before Pax Web
 * opens a connector, and so before Declarative Services run.
 */
@Header(name = Constants.BUNDLE_ACTIVATOR, value = "${@class}")
public final class Activator implements BundleActivator {

    private final LiveContexts contexts = new LiveContexts();
    private SocacheProvider provider;
    private ServiceTracker<ContextAttachment, ContextAttachment> attachments;

    @Override
    public void start(BundleContext bundle) {
        provider = SocacheProvider.register(contexts);
        bundle.registerService(ServerContexts.class, contexts, null);
        attachments = new ServiceTracker<>(bundle, ContextAttachment.class, new Attaching(bundle));
        attachments.open();
    }

    @Override
    public void stop(BundleContext bundle) {
        attachments.close();
        provider.unregister();
    }

    private final class Attaching implements ServiceTrackerCustomizer<ContextAttachment, ContextAttachment> {

        private final BundleContext bundle;

        Attaching(BundleContext bundle) {
            this.bundle = bundle;
        }

        @Override
        public ContextAttachment addingService(ServiceReference<ContextAttachment> reference) {
            ContextAttachment attachment = bundle.getService(reference);
            if (attachment != null) {
                contexts.addAttachment(attachment);
            }
            return attachment;
        }

        @Override
        public void modifiedService(ServiceReference<ContextAttachment> reference, ContextAttachment attachment) {
            // has no properties that matter
        }

        @Override
        public void removedService(ServiceReference<ContextAttachment> reference, ContextAttachment attachment) {
            contexts.removeAttachment(attachment);
            bundle.ungetService(reference);
        }
    }
}
