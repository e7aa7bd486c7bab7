namespace Loyalty.Ledger.Audit;

/// <summary>Walks draws by counted row and unit.</summary>
internal sealed class DrawsAudit(Findings findings)
{
    private DrawRow? last;
    private Int128 top;

    public void Next(DrawRow draw)
    {
        if (last?.Key != draw.Key)
        {
            End();
            top = 0;
        }

        last = draw;
        if (draw.Quantity == 0) return; // a counted row of which nobody drew
        if (draw.FirstUnit != top + 1)
            Add(draw, $"{draw.Key}: unit {draw.FirstUnit} follows on unit {top}");
        if (!draw.HasEntry) Add(draw, $"{draw.Key}: unit {draw.FirstUnit} was drawn by an entry that is not there");
        top = (Int128)draw.FirstUnit + draw.Quantity - 1;
    }

    /// <summary>Ends a counted row.</summary>
    public void End()
    {
        if (last is null) return;
        if (top != last.Drawn) Add(last, $"{last.Key}: {last.Drawn} units are counted, {top} were drawn");
        if (last.Drawn > last.Bound) Add(last, $"{last.Key}: {last.Drawn} units are drawn of {last.Bound}");
    }

    private void Add(DrawRow draw, string message) => findings.Add(
        draw.Quantity == 0 ? null : draw.CardId, draw.Quantity == 0 ? null : draw.Seq, AuditRule.Draws, message);
}
