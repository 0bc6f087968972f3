// SPDX-License-Identifier: Apache-2.0
package org.socache.itests.wiring;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.apache.felix.framework.FrameworkFactory;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.launch.Framework;

/** A Felix framework with configuration admin, event admin and Declarative Services, in this JVM. */
final class EmbeddedFramework implements AutoCloseable {

    /**
     * Packages this JVM lends to the bundles. Those of the API are among them, so that a test is a consumer like any
     * other; the API's own bundle is left out.
     */
    private static final List<String> LENT = List.of(
            "org.slf4j;version=1.7.36",
            "org.osgi.service.component;version=1.5.1",
            "org.osgi.service.component.runtime;version=1.5.0",
            "org.osgi.service.component.runtime.dto;version=1.5.0",
            "org.osgi.util.promise;version=1.3.0",
            "org.osgi.util.function;version=1.2.0",
            "org.osgi.service.cm;version=1.6.1",
            "org.osgi.service.event;version=1.4.1",
            "org.socache.api;version=1.0.0",
            "org.socache.api.admin;version=1.0.0",
            "org.socache.api.jmx;version=1.0.0",
            "org.socache.api.spi;version=1.0.0");

    private final Framework framework;

    EmbeddedFramework(Path storage) throws BundleException {
        Map<String, String> settings = new HashMap<>();
        settings.put("org.osgi.framework.storage", storage.resolve("bundles").toString());
        settings.put("org.osgi.framework.storage.clean", "onFirstInit");
        settings.put("org.osgi.framework.system.packages.extra", String.join(",", LENT));
        framework = new FrameworkFactory().newFramework(settings);
        framework.start();
        List<Bundle> installed = new ArrayList<>();
        for (String file : System.getProperty("framework.bundles").split(",")) {
            installed.add(install(file));
        }
        for (Bundle bundle : installed) {
            bundle.start();
        }
    }

    BundleContext context() {
        return framework.getBundleContext();
    }

    Bundle install(String file) throws BundleException {
        return context().installBundle(Path.of(file).toUri().toString());
    }

    Bundle start(String property) throws BundleException {
        Bundle bundle = install(System.getProperty(property));
        bundle.start();
        return bundle;
    }

    /** The service of that type, or null. */
    <T> T service(Class<T> type) {
        ServiceReference<T> reference = context().getServiceReference(type);
        return reference == null ? null : context().getService(reference);
    }

    @Override
    public void close() throws BundleException {
        framework.stop();
        try {
            framework.waitForStop(10_000);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }
}
