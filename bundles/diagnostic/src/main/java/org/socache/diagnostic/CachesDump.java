// SPDX-License-Identifier: Apache-2.0
package org.socache.diagnostic;

import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.util.regex.Pattern;

import org.apache.karaf.diagnostic.core.DumpProvider;
import org.apache.karaf.diagnostic.core.common.TextDumpProvider;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.socache.api.CacheStatus;
import org.socache.api.ServerStatus;
import org.socache.api.admin.CacheAdmin;
import org.socache.api.admin.CacheMetric;
import org.socache.api.admin.CacheMetric.Numbers;
import org.socache.api.admin.ManagedCache;
import org.socache.api.admin.ManagedProvider;

/** {@code socache.txt} in a dump: what is behind each cache, its numbers and servers. No ids, no values, no passwords. */
@Component(service = DumpProvider.class)
public final class CachesDump extends TextDumpProvider {

    /** {@code user:password@}, which no provider takes but which somebody may have written into an address. */
    private static final Pattern CREDENTIALS = Pattern.compile("[^\\s,:/@]*:[^\\s,/@]+@");

    private final CacheAdmin admin;

    @Activate
    public CachesDump(@Reference CacheAdmin admin) {
        super("socache.txt");
        this.admin = admin;
    }

    @Override
    protected void writeDump(OutputStreamWriter writer) throws IOException {
        write(writer);
    }

    void write(Writer writer) throws IOException {
        for (ManagedProvider provider : admin.providers()) {
            line(writer, "provider " + provider.name(), provider.available() ? provider.bundle() : "not here");
        }
        for (ManagedCache cache : admin.caches()) {
            writer.write('\n');
            line(writer, "cache", cache.name() + " (" + cache.consumer() + ")");
            line(writer, "specification", cache.specification());
            line(writer, "state", cache.state() + (cache.reason().isEmpty() ? "" : ": " + cache.reason()));
            Numbers numbers = Numbers.of(cache);
            for (CacheMetric metric : CacheMetric.values()) {
                line(writer, metric.metricName(), metric.value(numbers));
            }
            line(writer, "retrieve", numbers.statistics().retrieve());
            line(writer, "store", numbers.statistics().store());
            details(writer, numbers.status());
        }
    }

    private static void details(Writer writer, CacheStatus status) throws IOException {
        for (ServerStatus server : status.servers()) {
            line(writer, "server " + server.address(), (server.up() ? "up" : "down") + ", " + server.detail());
        }
        for (var detail : status.details().entrySet()) {
            line(writer, detail.getKey(), detail.getValue());
        }
    }

    private static void line(Writer writer, String name, Object value) throws IOException {
        writer.write(name + " = " + CREDENTIALS.matcher(String.valueOf(value)).replaceAll("***@") + '\n');
    }
}
