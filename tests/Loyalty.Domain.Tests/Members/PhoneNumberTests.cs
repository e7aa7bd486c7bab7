using Loyalty.Domain.Members;

namespace Loyalty.Domain.Tests.Members;

public sealed class PhoneNumberTests
{
    [Theory]
    [InlineData("13800138000", "+8613800138000")]
    [InlineData("+8613800138000", "+8613800138000")]
    [InlineData("8613800138000", "+8613800138000")]
    [InlineData("008613800138000", "+8613800138000")]
    [InlineData("138 0013 8000", "+8613800138000")]
    [InlineData("138-0013-8000", "+8613800138000")]
    [InlineData("+86 (138) 0013.8000", "+8613800138000")]
    [InlineData("19912345678", "+8619912345678")]
    [InlineData("+852 6123 4567", "+85261234567")]
    [InlineData("0085261234567", "+85261234567")]
    [InlineData("+44 7700 900123", "+447700900123")]
    [InlineData("+1 (202) 555-0143", "+12025550143")]
    [InlineData("+4912345", "+4912345")]
    [InlineData("+123456789012345", "+123456789012345")]
    public void Phone_InAUsualForm_IsE164(string text, string e164) =>
        Assert.Equal(e164, PhoneNumber.Parse(text)?.E164);

    [Theory]
    [InlineData("")]
    [InlineData("+")]
    [InlineData("12800138000")] // no mobile number begins with 12
    [InlineData("1380013800")]
    [InlineData("138001380000")]
    [InlineData("+86 10 6552 9988")] // a landline
    [InlineData("+8613800138")]
    [InlineData("61234567")] // whose country?
    [InlineData("+123456")]
    [InlineData("+1234567890123456")]
    [InlineData("+02025550143")]
    [InlineData("++8613800138000")]
    [InlineData("138+00138000")]
    [InlineData("１３８００１３８０００")]
    [InlineData("٠١٢٣٤٥٦٧٨٩٠")]
    [InlineData("13800138000\n")]
    [InlineData("13800\0138000")]
    [InlineData("13800138000x")]
    [InlineData("1-3-8-0-0-1-3-8-0-0-0            ")]
    public void Phone_InNoForm_IsNone(string text) => Assert.Null(PhoneNumber.Parse(text));

    [Theory]
    [InlineData("13800130000", "138****0000")]
    [InlineData("+85261234567", "+85****67")]
    [InlineData("+4912345", "+49****45")]
    public void Phone_Masked_ShowsItsEnds(string text, string masked)
    {
        var phone = PhoneNumber.Parse(text)!.Value;

        Assert.Equal((masked, masked), (phone.Masked, phone.ToString()));
    }
}
