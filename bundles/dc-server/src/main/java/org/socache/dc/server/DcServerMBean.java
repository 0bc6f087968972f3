// SPDX-License-Identifier: Apache-2.0
package org.socache.dc.server;

import java.util.Map;
import java.util.stream.Stream;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanInfo;
import javax.management.StandardMBean;

import org.socache.dc.protocol.Operation;

/** {@link DcServerMXBean} from a server's settings and counters, with the descriptions of the interface. */
final class DcServerMBean extends StandardMBean implements DcServerMXBean {

    private final ServerSettings settings;
    private final ServerCounters counters;

    DcServerMBean(ServerSettings settings, ServerCounters counters) {
        super(DcServerMXBean.class, true);
        this.settings = settings;
        this.counters = counters;
    }

    @Override
    protected String getDescription(MBeanInfo info) {
        return DcServerMXBean.class.getAnnotation(Description.class).value();
    }

    @Override
    protected String getDescription(MBeanAttributeInfo info) {
        return Stream.of(DcServerMXBean.class.getMethods())
                .filter(method -> method.getName().equals("get" + info.getName()))
                .map(method -> method.getAnnotation(Description.class).value())
                .findFirst()
                .orElseThrow();
    }

    @Override
    public String getListen() {
        return settings.listen().toString();
    }

    @Override
    public String getCache() {
        return settings.cache().toString();
    }

    @Override
    public int getOpenConnections() {
        return counters.open();
    }

    @Override
    public int getMaxConnections() {
        return settings.maxConnections();
    }

    @Override
    public int getMemoryHeld() {
        return counters.memoryHeld();
    }

    @Override
    public long getAcceptedCount() {
        return counters.accepted.sum();
    }

    @Override
    public long getBytesIn() {
        return counters.bytesIn.sum();
    }

    @Override
    public long getBytesOut() {
        return counters.bytesOut.sum();
    }

    @Override
    public long getAddCount() {
        return counters.requests(Operation.ADD);
    }

    @Override
    public long getAddStoredCount() {
        return counters.affirmations(Operation.ADD);
    }

    @Override
    public long getGetCount() {
        return counters.requests(Operation.GET);
    }

    @Override
    public long getGetHitCount() {
        return counters.affirmations(Operation.GET);
    }

    @Override
    public long getRemoveCount() {
        return counters.requests(Operation.REMOVE);
    }

    @Override
    public long getRemoveHitCount() {
        return counters.affirmations(Operation.REMOVE);
    }

    @Override
    public long getHaveCount() {
        return counters.requests(Operation.HAVE);
    }

    @Override
    public long getHaveHitCount() {
        return counters.affirmations(Operation.HAVE);
    }

    @Override
    public Map<String, Long> getDroppedConnections() {
        return counters.drops();
    }
}
