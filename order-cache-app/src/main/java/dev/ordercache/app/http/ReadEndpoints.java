package dev.ordercache.app.http;

import dev.ordercache.Answer;
import dev.ordercache.Cursor;
import dev.ordercache.Order;
import dev.ordercache.OrderId;
import dev.ordercache.OrderPage;
import dev.ordercache.OrderQuery;
import dev.ordercache.OrderSort;
import dev.ordercache.OrderStatus;
import dev.ordercache.PageRequest;
import dev.ordercache.Workflow;
import dev.ordercache.plan.CachePlan;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads of lists, orders and the workflow. */
final class ReadEndpoints {

  private static final Set<String> LIST_PARAMETERS = Set.of("status", "sort", "limit", "cursor");
  private static final Pattern LIMIT = Pattern.compile("[0-9]{1,3}");

  private final OrderQuery orders;
  private final CachePlan plan;
  private final Workflow workflow;
  private final Map<String, OrderStatus> statuses;
  private final InstantSource clock;
  private final ListRepresentations representations = new ListRepresentations();

  ReadEndpoints(OrderQuery orders, CachePlan plan, InstantSource clock) {
    this.orders = orders;
    this.plan = plan;
    this.workflow = plan.workflow();
    this.statuses =
        workflow.statuses().stream()
            .collect(Collectors.toUnmodifiableMap(OrderStatus::name, Function.identity()));
    this.clock = clock;
  }

  ApiResponse list(ApiRequest call) {
    ApiRequest.Parameters query = call.query(LIST_PARAMETERS);
    OrderStatus status = query.required("status", this::status);
    OrderSort sort = query.optional("sort", OrderSort::ofCode).orElse(OrderSort.DUE);
    int limit = query.optional("limit", ReadEndpoints::limit).orElse(plan.pageSize());
    Optional<Cursor> cursor = query.optional("cursor", Cursor::parse);
    PageRequest request =
        ApiRequest.check("cursor", () -> new PageRequest(status, sort, limit, cursor.orElse(null)));
    CacheHeaders<OrderPage> page = CacheHeaders.timed(() -> orders.list(request));
    return page.summaryOn(representations.of(status, page).reply(call), clock);
  }

  ApiResponse order(ApiRequest call) {
    OrderId id = call.path("id", OrderId::parse);
    call.query(Set.of());
    CacheHeaders<Optional<Order>> found = CacheHeaders.timed(() -> orders.find(id));
    ApiResponse reply =
        found
            .value()
            .map(order -> Representation.of(order).reply(call))
            .orElseGet(() -> ApiResponse.problem(unknown(id).problem()));
    return found.on(reply, clock);
  }

  ApiResponse statuses(ApiRequest call) {
    call.query(Set.of());
    Map<OrderStatus, Answer<Long>> counts = new LinkedHashMap<>();
    long began = System.nanoTime();
    plan.cachedStatuses().forEach(status -> counts.put(status, orders.count(status)));
    long nanos = System.nanoTime() - began;
    List<Map<String, Object>> statuses = new ArrayList<>();
    workflow.statuses().forEach(status -> statuses.add(members(status, counts.get(status))));
    ApiResponse reply = Representation.ofContent(Map.of("statuses", statuses)).reply(call);
    return CacheHeaders.worst(counts.values())
        .map(worst -> new CacheHeaders<>(worst, nanos).summaryOn(reply, clock))
        .orElse(reply);
  }

  private Map<String, Object> members(OrderStatus status, @Nullable Answer<Long> count) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("name", status);
    members.put("operators", count != null);
    if (count != null) {
      members.put("count", count.value());
      members.put("source", new CacheHeaders<>(count, 0).source());
    }
    members.put(
        "targets", workflow.targets(status).stream().map(OrderStatus::name).sorted().toList());
    return members;
  }

  /** The status with this name, if the workflow has it. */
  OrderStatus status(String name) {
    OrderStatus status = statuses.get(name);
    if (status == null) {
      throw new IllegalArgumentException("is not a status; known are " + workflow.statuses());
    }
    return status;
  }

  static Problem.RequestException unknown(OrderId id) {
    return Problem.of(404, "unknown-order", "there is no order " + id).exception();
  }

  private static int limit(String text) {
    if (LIMIT.matcher(text).matches()) {
      int limit = Integer.parseInt(text);
      if (limit >= 1 && limit <= PageRequest.MAX_LIMIT) {
        return limit;
      }
    }
    throw new IllegalArgumentException("must be a number from 1 to " + PageRequest.MAX_LIMIT);
  }
}
