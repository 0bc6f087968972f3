// SPDX-License-Identifier: Apache-2.0
package org.socache.itests.harness;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.apache.felix.framework.FrameworkFactory;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.launch.Framework;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * A Felix framework with configuration admin, event admin and Declarative Services, in this JVM. Bundles are JARs of the class
 * path, by the name of their artifact. The system property {@code features.file} names the features repository that
 * {@link #startFeature} reads.
 */
public final class EmbeddedFramework implements AutoCloseable {

    private static final List<String> SERVICES =
            List.of("org.apache.felix.configadmin", "org.apache.karaf.services.eventadmin", "org.apache.felix.scr");

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

    private static final Pattern BUNDLE = Pattern.compile("<bundle[^>]*>mvn:[^/]+/([^/<]+)/[^<]+</bundle>");

    private final Framework framework;

    /** @param storage an existing directory that is this framework's own; also Karaf's directories for those who ask */
    public EmbeddedFramework(Path storage) throws BundleException {
        Map<String, String> settings = new HashMap<>();
        settings.put("org.osgi.framework.storage", storage.resolve("bundles").toString());
        settings.put("org.osgi.framework.storage.clean", "onFirstInit");
        settings.put("org.osgi.framework.system.packages.extra", String.join(",", LENT));
        System.setProperty("karaf.base", storage.toString());
        System.setProperty("karaf.data", storage.resolve("data").toString());
        framework = new FrameworkFactory().newFramework(settings);
        framework.start();
        List<Bundle> services = new ArrayList<>();
        for (String service : SERVICES) {
            services.add(install(service));
        }
        for (Bundle service : services) {
            service.start();
        }
    }

    public BundleContext context() {
        return framework.getBundleContext();
    }

    /** Installs an artifact of the class path and starts it. */
    public Bundle start(String artifact) throws BundleException {
        Bundle bundle = install(artifact);
        bundle.start();
        return bundle;
    }

    /** Installs and starts the bundles that a feature of ours names, without the features it stands on. */
    public List<Bundle> startFeature(String feature) throws BundleException {
        List<Bundle> bundles = new ArrayList<>();
        for (String artifact : bundlesOf(feature)) {
            bundles.add(install(artifact));
        }
        for (Bundle bundle : bundles) {
            bundle.start();
        }
        return bundles;
    }

    private Bundle install(String artifact) throws BundleException {
        return context().installBundle("reference:" + jar(artifact).toUri());
    }

    private static List<String> bundlesOf(String feature) {
        try {
            String repository = Files.readString(Path.of(System.getProperty("features.file")), UTF_8);
            int start = repository.indexOf("<feature name=\"" + feature + "\"");
            String own = repository.substring(start, repository.indexOf("\n  </feature>", start));
            return BUNDLE.matcher(own).results().map(bundle -> bundle.group(1)).toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** The file of an artifact on the class path. */
    public static Path jar(String artifact) {
        Pattern name = Pattern.compile(Pattern.quote(artifact) + "-\\d[^/]*\\.jar");
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .filter(path -> name.matcher(path.getFileName().toString()).matches())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(artifact + " is no JAR of the class path"));
    }

    /** The service of that type, or null. */
    public <T> T service(Class<T> type) {
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
        System.clearProperty("karaf.base");
        System.clearProperty("karaf.data");
    }
}
